package io.edgemq.domain;

/// What the grammars of names and texts share. Plain loops, because these checks run for every
/// message; regular expressions or streams would cost more than all other checks.
final class Letters {
  private Letters() {}

  /// Whether `text` from `from` to `to` is 1 to `most` letters, digits, `-` or `_`, all ASCII.
  static boolean areName(String text, int from, int to, int most) {
    if (to <= from || to - from > most) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!isNameCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /// Whether `text` is 1 to `most` characters from `lowest` to `~`.
  static boolean arePrintable(String text, char lowest, int most) {
    if (text.isEmpty() || text.length() > most) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < lowest || c > '~') {
        return false;
      }
    }
    return true;
  }

  /// The bytes of `text` in UTF-8.
  static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      bytes += utf8Length(point);
      i += Character.charCount(point);
    }
    return bytes;
  }

  /// The bytes of a code point in UTF-8.
  static int utf8Length(int point) {
    if (point < 0x80) {
      return 1;
    }
    if (point < 0x800) {
      return 2;
    }
    return point < 0x10000 ? 3 : 4;
  }
}
