package io.edgemq.domain.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {
  private static Outcome of(int status, Duration... retryAfter) {
    return Outcome.of(new Answer.Responded(status, Stream.of(retryAfter).findFirst(), "some body"));
  }

  static IntStream statuses() {
    return IntStream.rangeClosed(100, 599);
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void each_status_means_what_the_table_says(int status) {
    var outcome = of(status);

    var expected =
        switch (status / 100) {
          case 2 -> new Outcome.Delivered();
          case 3 -> new Outcome.Rejected(status);
          case 4 ->
              switch (status) {
                case 408, 429 -> new Outcome.Transient(Optional.empty());
                case 410 -> new Outcome.Gone();
                default -> new Outcome.Rejected(status);
              };
          default -> new Outcome.Transient(Optional.empty());
        };
    assertThat(outcome).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void no_answer_is_transient(FailureClass failure) {
    assertThat(Outcome.of(new Answer.Failed(failure, "it broke")))
        .isEqualTo(new Outcome.Transient(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "7, 7", "3600, 3600", "3601, 3600", "-5, 1", "999999999, 3600"})
  void what_the_endpoint_asks_for_is_between_a_second_and_an_hour(long asked, long given) {
    assertThat(of(429, Duration.ofSeconds(asked)))
        .isEqualTo(new Outcome.Transient(Optional.of(Duration.ofSeconds(given))));
    assertThat(of(503, Duration.ofSeconds(asked)))
        .isEqualTo(new Outcome.Transient(Optional.of(Duration.ofSeconds(given))));
  }

  @Test
  void only_a_transient_answer_can_ask_for_time() {
    assertThat(of(200, Duration.ofSeconds(5))).isEqualTo(new Outcome.Delivered());
    assertThat(of(404, Duration.ofSeconds(5))).isEqualTo(new Outcome.Rejected(404));
  }
}
