package io.edgemq.domain;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The subjects that a scope of `publish` or `subscribe` is about: a [Pattern], or one whose first
/// token is a wildcard, so that it is about any topic. `>` alone means every subject.
public final class ScopePattern {
  /// Every subject of every topic.
  public static final ScopePattern EVERYTHING = new ScopePattern(">");

  /// Stands for a topic's name where a pattern is checked.
  private static final String ANY_TOPIC = "x";

  private final String value;
  private final @Nullable Pattern pattern;

  /// Throws [IllegalArgumentException] when [#complaint] has one.
  public ScopePattern(String value) {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("pattern " + complaint.get());
    }
    this.value = value;
    this.pattern = value.equals(">") || isOfAnyTopic(value) ? null : new Pattern(value);
  }

  /// The text it was made from.
  public String value() {
    return value;
  }

  /// What keeps `text` from being such a pattern, worded to follow "pattern"; empty when nothing
  /// does.
  public static Optional<String> complaint(String text) {
    if (text.equals(">")) {
      return Optional.empty();
    }
    return Pattern.complaint(isOfAnyTopic(text) ? ANY_TOPIC + text.substring(1) : text);
  }

  private static boolean isOfAnyTopic(String text) {
    return text.equals("*") || text.startsWith("*.");
  }

  /// What it means for one topic: patterns of that topic which match the same subjects of it as
  /// this; none when it is not about the topic.
  public List<Pattern> in(TopicName topic) {
    if (value.equals(">")) {
      return List.of(new Pattern(topic.value()), new Pattern(topic.value() + ".>"));
    }
    if (isOfAnyTopic(value)) {
      return List.of(new Pattern(topic.value() + value.substring(1)));
    }
    var own = pattern;
    return own != null && own.topic().equals(topic) ? List.of(own) : List.of();
  }

  /// Whether it matches a subject of the topic.
  public boolean isAbout(TopicName topic) {
    var own = pattern;
    return own == null || own.topic().equals(topic);
  }

  /// Whether it matches `subject`. Allocates nothing unless its first token is a wildcard.
  public boolean matches(Subject subject) {
    var own = pattern;
    if (own != null) {
      return own.matches(subject);
    }
    return value.equals(">")
        || new Pattern(subject.topic().value() + value.substring(1)).matches(subject);
  }

  /// Whether it matches every subject that `other` matches.
  public boolean covers(ScopePattern other) {
    return SubjectTokens.covers(SubjectTokens.split(value), SubjectTokens.split(other.value));
  }

  /// What matches the subjects that this and `other` both match; empty when there are none.
  public Optional<ScopePattern> intersection(ScopePattern other) {
    return SubjectTokens.intersection(SubjectTokens.split(value), SubjectTokens.split(other.value))
        .map(tokens -> new ScopePattern(String.join(".", tokens)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScopePattern scope && scope.value.equals(value);
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
