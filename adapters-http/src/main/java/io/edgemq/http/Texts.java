package io.edgemq.http;

/// Checks and filters for texts that callers send.
final class Texts {
  private static final int SHOWN = 80;

  private Texts() {}

  /// `text`, unless it has a surrogate without its pair (JSON can spell one, UTF-8 cannot).
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

  /// A caller's text as it may be shown in a detail: shortened, and printable ASCII only.
  static String printable(String text) {
    var shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    var safe = new StringBuilder(shown.length());
    shown.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
    return safe.toString();
  }
}
