package io.edgemq.domain;

import java.util.Optional;

/// What signs deliveries, or what others sign with. Never shown again once it is kept.
///
/// @param text 1 to [#LONGEST] bytes of printable ASCII; spaces only where others chose it
/// @param origin who chose it
public record SigningSecret(String text, Origin origin) {
  /// How long a secret may be, in bytes.
  public static final int LONGEST = 256;

  private static final int HINT = 4;

  /// Of a shorter secret, a hint would give away too much.
  private static final int SHORTEST_HINTED = 12;

  /// Who chose a secret.
  public enum Origin {
    /// The caller gave it.
    GIVEN,
    /// It was made here.
    MADE
  }

  public SigningSecret {
    if (!isLegalOfOthers(text)) {
      throw new IllegalArgumentException("not a secret");
    }
  }

  /// Whether `text` can be a secret that signs deliveries.
  public static boolean isLegal(String text) {
    return Letters.arePrintable(text, '!', LONGEST);
  }

  /// Whether `text` can be a secret with which others sign: theirs may have spaces.
  public static boolean isLegalOfOthers(String text) {
    return Letters.arePrintable(text, ' ', LONGEST);
  }

  /// Its last 4 characters; empty when it has fewer than 12.
  public Optional<String> hint() {
    return text.length() < SHORTEST_HINTED
        ? Optional.empty()
        : Optional.of(text.substring(text.length() - HINT));
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "SigningSecret[" + origin + "]";
  }
}
