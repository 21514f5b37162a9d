package io.edgemq.domain;

import java.util.List;
import java.util.Optional;

/// Matches some of one topic's subjects. It is a subject in which `*` stands for exactly one token
/// and a final `>` for one or more (SPEC 1). The first token is never a wildcard: it names the
/// topic.
public final class Pattern {
  private final String value;
  private final List<String> tokens;
  private final boolean open;

  /// Throws [IllegalArgumentException] when [#complaint] has one.
  public Pattern(String value) {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("pattern " + complaint.get());
    }
    var all = SubjectTokens.split(value);
    this.value = value;
    this.open = all.getLast().equals(">");
    this.tokens = open ? all.subList(0, all.size() - 1) : all;
  }

  /// What keeps `text` from being a pattern, worded to follow "pattern"; empty when nothing does.
  public static Optional<String> complaint(String text) {
    var tokens = SubjectTokens.split(text);
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (token.equals(">") && i < tokens.size() - 1) {
        return Optional.of("has '>' before its end");
      }
      if (token.length() > 1 && (token.indexOf('*') >= 0 || token.indexOf('>') >= 0)) {
        return Optional.of("has a wildcard inside a token");
      }
    }
    return SubjectTokens.complaint(text);
  }

  /// The text it was made from.
  public String value() {
    return value;
  }

  /// The topic whose subjects it matches.
  public TopicName topic() {
    return new TopicName(tokens.getFirst());
  }

  /// Whether `subject` matches. Allocates nothing.
  public boolean matches(Subject subject) {
    var text = subject.value();
    int at = 0;
    for (var token : tokens) {
      if (at > text.length()) {
        return false;
      }
      int dot = text.indexOf('.', at);
      int end = dot < 0 ? text.length() : dot;
      if (!token.equals("*") && !isAt(token, text, at, end)) {
        return false;
      }
      at = end + 1;
    }
    boolean more = at <= text.length();
    return open == more;
  }

  /// Whether it matches every subject that `other` matches.
  public boolean covers(Pattern other) {
    return SubjectTokens.covers(SubjectTokens.split(value), SubjectTokens.split(other.value));
  }

  /// The pattern that matches what this and `other` both match; empty when nothing is.
  public Optional<Pattern> intersection(Pattern other) {
    return SubjectTokens.intersection(SubjectTokens.split(value), SubjectTokens.split(other.value))
        .map(tokens -> new Pattern(String.join(".", tokens)));
  }

  private static boolean isAt(String token, String text, int from, int end) {
    return end - from == token.length() && text.startsWith(token, from);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pattern pattern && pattern.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
