package io.edgemq.server;

/// Checks of texts that come off the wire.
public final class Ascii {
  private Ascii() {}

  /// Whether `text` is a number without sign, of 1 to `digits` digits.
  public static boolean isNumber(String text, int digits) {
    if (text.isEmpty() || text.length() > digits) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /// Whether `text` has visible ASCII characters only; no space is one.
  public static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
