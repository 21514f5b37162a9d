package io.edgemq.domain;

/// The SHA-256 of a bearer token in lower-case hex (64 characters). It is stored and compared
/// instead of the token.
public record TokenHash(String hex) {
  private static final int LENGTH = 64;

  public TokenHash {
    if (!isLegal(hex)) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex");
    }
  }

  private static boolean isLegal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return text.length() == LENGTH;
  }
}
