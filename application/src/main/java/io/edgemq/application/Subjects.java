package io.edgemq.application;

import org.jspecify.annotations.Nullable;

/// The subjects of tokens as they are shown: they are texts of strangers.
final class Subjects {
  private static final int LONGEST = 128;
  private static final char STAND_IN = '?';

  private Subjects() {}

  /// `subject` with a `?` for each character that is no visible one of ASCII, cut off behind 128;
  /// null: it is empty.
  static String shown(@Nullable String subject) {
    if (subject == null) {
      return "";
    }
    var text = new StringBuilder();
    subject
        .codePoints()
        .limit(LONGEST)
        .forEach(point -> text.append(point > ' ' && point < 0x7f ? (char) point : STAND_IN));
    return text.toString();
  }
}
