package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SigningSecretTest {
  @Test
  void a_hint_is_the_last_four_characters() {
    assertThat(secret("abcdefghijkl").hint()).hasValue("ijkl");
    assertThat(secret("x".repeat(252) + "wxyz").hint()).hasValue("wxyz");
  }

  @Test
  void a_secret_of_fewer_than_twelve_characters_has_no_hint() {
    assertThat(secret("abcdefghijk").hint()).isEmpty();
    assertThat(secret("abcd").hint()).isEmpty();
    assertThat(secret("a").hint()).isEmpty();
  }

  @Test
  void only_the_secrets_of_others_may_have_spaces() {
    assertThat(SigningSecret.isLegalOfOthers("It's a Secret to Everybody")).isTrue();
    assertThat(SigningSecret.isLegal("It's a Secret to Everybody")).isFalse();
    assertThat(SigningSecret.isLegalOfOthers("a\tb")).isFalse();
    assertThat(SigningSecret.isLegalOfOthers("")).isFalse();
    assertThat(SigningSecret.isLegalOfOthers("x".repeat(257))).isFalse();
  }

  private static SigningSecret secret(String text) {
    return new SigningSecret(text, SigningSecret.Origin.GIVEN);
  }
}
