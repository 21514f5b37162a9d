package io.edgemq.domain.push;

import io.edgemq.domain.Subject;
import java.time.Instant;

/// A message that was looked at and is not settled: it is on its way, waits for its next attempt or
/// for its subject's turn.
///
/// @param attempts how many were answered
/// @param due when it may be sent; whatever is past when nothing holds it back but its subject
public record Unsettled(MessageKey key, Subject subject, int attempts, Instant due) {
  public Unsettled {
    if (attempts < 0) {
      throw new IllegalArgumentException("not a number of attempts: " + attempts);
    }
  }

  /// This, due at another time.
  Unsettled dueAt(Instant other) {
    return new Unsettled(key, subject, attempts, other);
  }

  /// How many bytes its subject takes as a JSON string in UTF-8, without the quotes around it. A
  /// subject has no control characters, so nothing is escaped but `"` and the backslash.
  int subjectBytes() {
    long escaped = subject.value().chars().filter(c -> c == '"' || c == '\\').count();
    return subject.sizeInBytes() + (int) escaped;
  }
}
