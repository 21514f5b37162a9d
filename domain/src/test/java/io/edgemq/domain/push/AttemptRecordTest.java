package io.edgemq.domain.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptRecordTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final AttemptRecord.Begin BEGIN =
      new AttemptRecord.Begin(AT, 7, 2, Duration.ofMillis(12));

  private static AttemptRecord responded(int status) {
    return AttemptRecord.of(BEGIN, new Answer.Responded(status, Optional.empty(), "the body"));
  }

  @Test
  void a_delivered_message_has_a_status_and_no_error() {
    assertThat(responded(204))
        .isEqualTo(
            new AttemptRecord(
                AT,
                7,
                2,
                OptionalInt.of(204),
                Duration.ofMillis(12),
                Optional.empty(),
                "the body"));
  }

  @ParameterizedTest
  @CsvSource({"101,PROTOCOL", "301,STATUS", "404,STATUS", "410,STATUS", "429,STATUS", "503,STATUS"})
  void another_status_has_an_error_too(int status, FailureClass error) {
    assertThat(responded(status).status()).hasValue(status);
    assertThat(responded(status).error()).contains(error);
  }

  @Test
  void without_an_answer_there_is_no_status_and_a_line_about_it() {
    var failed = AttemptRecord.of(BEGIN, new Answer.Failed(FailureClass.TIMEOUT, "no head in 2 s"));

    assertThat(failed.status()).isEmpty();
    assertThat(failed.error()).contains(FailureClass.TIMEOUT);
    assertThat(failed.answer()).isEqualTo("no head in 2 s");
  }

  @Test
  void its_text_does_not_have_the_body() {
    assertThat(responded(200).toString()).contains("sequence=7").doesNotContain("the body");
  }
}
