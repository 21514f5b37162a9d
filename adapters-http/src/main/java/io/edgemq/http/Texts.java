package io.edgemq.http;

/// What is demanded of texts wherever they come from.
final class Texts {
  private static final int SHOWN = 80;

  private Texts() {}

  /// `text`, unless it has a surrogate without its pair (JSON can spell one, UTF-8 can not).
  static String requirePaired(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw Problems.invalidField(name, "free of unpaired surrogates").asException();
        }
        i++;
      }
    }
    return text;
  }

  /// Whether `text` is a number without sign, of at most `digits` digits.
  static boolean isNumber(String text, int digits) {
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

  /// A caller's text as it may stand in a detail: not endless, and harmless wherever it is printed.
  static String printable(String text) {
    var shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    var safe = new StringBuilder(shown.length());
    shown.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
    return safe.toString();
  }
}
