package io.edgemq.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The grammar that subjects and patterns share (SPEC 1): tokens separated by `.`, at most 16, each
/// 1 to 128 bytes of UTF-8 without space, control characters or `.`.
final class SubjectTokens {
  static final int MAX_TOKENS = 16;
  static final int MAX_TOKEN_BYTES = 128;

  private SubjectTokens() {}

  /// The tokens of `text`, empty ones included, so that `a..b` has three.
  static List<String> split(String text) {
    var tokens = new ArrayList<String>(4);
    int start = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
      tokens.add(text.substring(start, dot));
      start = dot + 1;
    }
    tokens.add(text.substring(start));
    return List.copyOf(tokens);
  }

  /// What is wrong with `tokens` as a whole, wildcards aside; empty when nothing is.
  static Optional<String> complaint(List<String> tokens) {
    if (tokens.size() > MAX_TOKENS) {
      return Optional.of("has more than " + MAX_TOKENS + " tokens");
    }
    if (!TopicName.isLegal(tokens.getFirst())) {
      return Optional.of("does not begin with a topic's name");
    }
    return tokens.stream().map(SubjectTokens::complaint).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> complaint(String token) {
    if (token.isEmpty()) {
      return Optional.of("has an empty token");
    }
    int bytes = 0;
    for (int i = 0; i < token.length(); ) {
      int point = token.codePointAt(i);
      if (isForbidden(point)) {
        return Optional.of("has a space, control character or unpaired surrogate in a token");
      }
      bytes += utf8Length(point);
      i += Character.charCount(point);
    }
    return bytes > MAX_TOKEN_BYTES
        ? Optional.of("has a token of more than " + MAX_TOKEN_BYTES + " bytes")
        : Optional.empty();
  }

  private static boolean isForbidden(int point) {
    return Character.isISOControl(point)
        || Character.isSpaceChar(point)
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  /// The bytes of `text` in UTF-8.
  static int utf8Length(String text) {
    return text.codePoints().map(SubjectTokens::utf8Length).sum();
  }

  private static int utf8Length(int point) {
    if (point < 0x80) {
      return 1;
    }
    if (point < 0x800) {
      return 2;
    }
    return point < 0x10000 ? 3 : 4;
  }
}
