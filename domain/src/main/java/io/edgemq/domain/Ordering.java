package io.edgemq.domain;

/// Which of a subscription's messages wait for which.
public enum Ordering {
  /// None waits for another.
  NONE,
  /// The next message of a subject waits until the one before is settled.
  SUBJECT
}
