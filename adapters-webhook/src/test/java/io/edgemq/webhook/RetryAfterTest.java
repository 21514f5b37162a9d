package io.edgemq.webhook;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

  @Test
  void whole_seconds_are_a_wait() {
    assertThat(parse("0")).contains(Duration.ZERO);
    assertThat(parse(" 120 ")).contains(Duration.ofMinutes(2));
    assertThat(parse("0000000000000000007")).contains(ofSeconds(7));
    assertThat(parse("99999999999999999999999")).contains(ofSeconds(Integer.MAX_VALUE));
  }

  @Test
  void the_three_forms_of_dates_are_a_wait() {
    assertThat(parse("Sun, 06 Nov 1994 08:49:37 GMT")).contains(ofSeconds(7));
    assertThat(parse("Sunday, 06-Nov-94 08:49:37 GMT")).contains(ofSeconds(7));
    assertThat(parse("Sun Nov  6 08:49:37 1994")).contains(ofSeconds(7));
    assertThat(parse("Wed Nov 16 08:49:30 1994")).contains(Duration.ofDays(10));
  }

  @Test
  void a_date_that_has_passed_is_no_wait() {
    assertThat(parse("Sun, 06 Nov 1994 08:49:30 GMT")).contains(Duration.ZERO);
    assertThat(parse("Sat, 05 Nov 1994 08:49:37 GMT")).contains(Duration.ZERO);
    assertThat(parse("Thu, 01 Jan 1970 00:00:00 GMT")).contains(Duration.ZERO);
  }

  @Test
  void a_year_of_two_digits_is_fifty_years_ahead_at_most() {
    var later = RetryAfter.parse("Sunday, 06-Nov-44 08:49:30 GMT", NOW).orElseThrow();

    assertThat(NOW.plus(later)).isEqualTo("2044-11-06T08:49:30Z");
    assertThat(parse("Monday, 06-Nov-45 08:49:30 GMT")).isEmpty(); // it was a Tuesday
    assertThat(parse("Tuesday, 06-Nov-45 08:49:30 GMT")).contains(Duration.ZERO);
  }

  @Test
  void anything_else_says_nothing() {
    for (var text :
        List.of(
            "",
            " ",
            "-1",
            "+1",
            "1.5",
            "1s",
            "soon",
            "0x10",
            "1,2",
            "\u0661",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "So, 06 Nov 1994 08:49:37 GMT")) {
      assertThat(parse(text)).as(text).isEmpty();
    }
  }

  private static Optional<Duration> parse(String value) {
    return RetryAfter.parse(value, NOW);
  }
}
