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

  /// What is wrong with the tokens of `text`, wildcards aside; empty when nothing is. Looks at each
  /// character once and allocates nothing but a complaint.
  static Optional<String> complaint(String text) {
    int dot = text.indexOf('.');
    int end = dot < 0 ? text.length() : dot;
    if (!TopicName.isLegal(text, end)) {
      return Optional.of("does not begin with a topic's name");
    }
    int tokens = 1;
    while (end < text.length()) {
      if (++tokens > MAX_TOKENS) {
        return Optional.of("has more than " + MAX_TOKENS + " tokens");
      }
      int start = end + 1;
      dot = text.indexOf('.', start);
      end = dot < 0 ? text.length() : dot;
      var complaint = complaint(text, start, end);
      if (complaint.isPresent()) {
        return complaint;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> complaint(String text, int start, int end) {
    if (start == end) {
      return Optional.of("has an empty token");
    }
    int bytes = 0;
    for (int i = start; i < end; ) {
      int point = text.codePointAt(i);
      if (isForbidden(point)) {
        return Optional.of("has a space, control character or unpaired surrogate in a token");
      }
      bytes += Letters.utf8Length(point);
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

  /// Whether pattern `one` matches every subject that pattern `other` matches.
  static boolean covers(List<String> one, List<String> other) {
    for (int i = 0; i < one.size(); i++) {
      if (i >= other.size()) {
        return false;
      }
      var token = one.get(i);
      if (token.equals(">")) {
        return true;
      }
      var theirs = other.get(i);
      if (theirs.equals(">") || !(token.equals("*") || token.equals(theirs))) {
        return false;
      }
    }
    return one.size() == other.size();
  }

  /// The pattern that matches what both match; empty when nothing is.
  static Optional<List<String>> intersection(List<String> one, List<String> other) {
    var both = new ArrayList<String>(Math.max(one.size(), other.size()));
    for (int i = 0; i < one.size() && i < other.size(); i++) {
      var token = one.get(i);
      var theirs = other.get(i);
      if (token.equals(">") || theirs.equals(">")) {
        var rest = token.equals(">") ? other : one;
        both.addAll(rest.subList(i, rest.size()));
        return Optional.of(both);
      }
      if (!token.equals("*") && !theirs.equals("*") && !token.equals(theirs)) {
        return Optional.empty();
      }
      both.add(token.equals("*") ? theirs : token);
    }
    return one.size() == other.size() ? Optional.of(both) : Optional.empty();
  }
}
