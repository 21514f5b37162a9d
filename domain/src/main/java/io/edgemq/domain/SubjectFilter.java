package io.edgemq.domain;

/// Which of a topic's messages a reader wants.
public sealed interface SubjectFilter {
  /// Every message of the topic, whatever its subject.
  record All() implements SubjectFilter {
    @Override
    public boolean accepts(Subject subject) {
      return true;
    }
  }

  /// Those whose subject the pattern matches.
  record Matching(Pattern pattern) implements SubjectFilter {
    @Override
    public boolean accepts(Subject subject) {
      return pattern.matches(subject);
    }
  }

  /// The filter without a condition.
  SubjectFilter ALL = new All();

  /// Whether a message with `subject` is wanted.
  boolean accepts(Subject subject);
}
