package io.edgemq.domain;

/// What signs deliveries. Never shown again once it is kept.
///
/// @param text 1 to [#LONGEST] bytes of visible ASCII
/// @param origin who chose it
public record SigningSecret(String text, Origin origin) {
  /// How long a secret may be, in bytes.
  public static final int LONGEST = 256;

  private static final int HINT = 4;

  /// Who chose a secret.
  public enum Origin {
    /// The caller gave it.
    GIVEN,
    /// It was made here.
    MADE
  }

  public SigningSecret {
    if (!isLegal(text)) {
      throw new IllegalArgumentException("not a secret");
    }
  }

  /// Whether `text` can be a secret.
  public static boolean isLegal(String text) {
    return Letters.arePrintable(text, '!', LONGEST);
  }

  /// Its last 4 characters, or all of it when it is not longer.
  public String hint() {
    return text.substring(Math.max(0, text.length() - HINT));
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "SigningSecret[" + origin + "]";
  }
}
