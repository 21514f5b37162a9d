package io.edgemq.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AttemptFormatTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

  private static AttemptRecord attempt(
      OptionalInt status, Optional<FailureClass> error, String answer) {
    return new AttemptRecord(AT, 1L << 40, 3, status, Duration.ofNanos(12_345_000), error, answer);
  }

  @Test
  void whatever_is_written_is_read() {
    var attempts =
        List.of(
            attempt(OptionalInt.of(200), Optional.empty(), ""),
            attempt(
                OptionalInt.of(503), Optional.of(FailureClass.STATUS), "\"zu spät\"\n\u0000😀�"),
            attempt(OptionalInt.empty(), Optional.of(FailureClass.TIMEOUT), "no head"));

    for (var attempt : attempts) {
      assertThat(AttemptFormat.read(AttemptFormat.write(attempt))).isEqualTo(attempt);
    }
  }

  @Test
  void a_class_that_nobody_knows_is_malformed() {
    var json =
        """
        {"at":"2026-01-01T00:00:00Z","sequence":1,"attempt":1,"micros":1,"error":"mood",\
        "answer":""}""";

    assertThatIllegalArgumentException().isThrownBy(() -> AttemptFormat.read(json.getBytes(UTF_8)));
  }
}
