package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
  @Test
  void plain_text_stays_as_it_is() {
    assertThat(HeaderText.encode("text/plain; charset=utf-8"))
        .isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void characters_that_no_header_can_carry_are_escaped() {
    assertThat(HeaderText.encode(" a ü%🚀 ")).isEqualTo("%20a %C3%BC%25%F0%9F%9A%80%20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "  ", "a", "%", "%41", "% 4", "100 %", "Grüße, 世界 🚀", "\u00a0"})
  void text_comes_back_as_it_was(String text) {
    assertThat(HeaderText.decode(HeaderText.encode(text))).isEqualTo(text);
  }

  @Test
  void an_invalid_escape_is_left_alone() {
    assertThat(HeaderText.decode("5% of %zz %4")).isEqualTo("5% of %zz %4");
  }
}
