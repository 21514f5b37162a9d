package io.edgemq.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Settlement;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeadLetterFormatTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");
  private static final TopicMessage MESSAGE =
      new TopicMessage(
          new Subject("orders.eu"),
          7,
          NOW,
          new Content("text/plain", Attributes.NONE, new Payload("body".getBytes(UTF_8))));

  @Test
  void whatever_is_written_is_read() {
    var letters =
        List.of(
            new DeadLetter(MESSAGE, new Settlement.Reason.Status(404), OptionalInt.of(404), 1, NOW),
            new DeadLetter(
                MESSAGE, new Settlement.Reason.MaxDeliver(), OptionalInt.of(503), 1_000, NOW),
            new DeadLetter(
                MESSAGE, new Settlement.Reason.MaxDeliver(), OptionalInt.empty(), 10, NOW));

    for (var letter : letters) {
      assertThat(DeadLetterFormat.parse(MESSAGE, DeadLetterFormat.text(letter))).isEqualTo(letter);
    }
  }
}
