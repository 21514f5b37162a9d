package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.application.Sha256;
import io.edgemq.domain.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Admin tokens as operators write them.
final class AdminTokenLinesTest {
  private static final String TOKEN = "a-token-of-24-characters";
  private static final String OTHER = "b-token-of-24-characters";

  @Test
  void each_line_is_an_operator_and_the_token_alone_is_the_administrators() {
    var tokens = AdminTokenLines.parse("# who\n\n anna: " + TOKEN + " \r\n" + OTHER + "\n", "here");

    assertThat(tokens.operators())
        .hasSize(2)
        .containsEntry(Sha256.of(TOKEN), new Operator("anna"))
        .containsEntry(Sha256.of(OTHER), new Operator("admin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local:" + TOKEN,
        "ak_1:" + TOKEN,
        "two words:" + TOKEN,
        ":" + TOKEN,
        "anna:short",
        "anna:" + TOKEN + "\nbert:" + TOKEN
      })
  void what_is_no_token_or_names_somebody_else_is_refused_without_showing_it(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdminTokenLines.parse(text, "here"))
        .withMessageContaining("here")
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain(TOKEN));
  }
}
