package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
  @Test
  void a_time_is_read_in_whole_milliseconds_whatever_its_zone() {
    assertThat(Times.parse("2030-01-01T02:00:00.1239+02:00"))
        .contains(Instant.parse("2030-01-01T00:00:00.123Z"));
    assertThat(Times.parse("9999-12-31T23:59:59.999Z"))
        .contains(Instant.parse("9999-12-31T23:59:59.999Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "2030-02-30T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-01:00",
        "-0001-01-01T00:00:00Z"
      })
  void what_rfc_3339_does_not_have_is_none(String text) {
    assertThat(Times.parse(text)).isEmpty();
  }
}
