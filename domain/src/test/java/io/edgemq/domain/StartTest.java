package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartTest {
  @Test
  void every_form_is_understood() {
    assertThat(Start.parse("latest")).contains(Start.LATEST);
    assertThat(Start.parse("earliest")).contains(Start.EARLIEST);
    assertThat(Start.parse("18")).contains(new Start.AtSequence(18));
    assertThat(Start.parse("last:3")).contains(new Start.LastN(3));
    assertThat(Start.parse("2026-01-02T03:04:05+01:00"))
        .contains(new Start.AtTime(Instant.parse("2026-01-02T02:04:05Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "earliest",
        "1",
        "999999999999999999",
        "last:1000000",
        "2026-01-02T03:04:05Z"
      })
  void its_text_means_the_same_again(String text) {
    assertThat(Start.parse(text).orElseThrow().text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "+1",
        " 1",
        "1.5",
        "9999999999999999999",
        "last:",
        "last:0",
        "last:-1",
        "last:1000001",
        "Latest",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "٣"
      })
  void anything_else_is_not(String text) {
    assertThat(Start.parse(text)).isEmpty();
  }
}
