package io.edgemq.application;

/// What became of messages that were offered to a [Mailbox].
enum Offered {
  /// They are kept, and the next ones may be offered.
  KEPT,
  /// The reader has to look at the log. It left nothing before: whether it is slow, the next
  /// messages that are offered tell.
  OVERFULL,
  /// The reader has to look at the log: it was behind or had just joined, or the process has no
  /// room.
  BEHIND,
  /// The reader has to look at the log: it did not take what was here. From now on it is slow.
  TOO_MANY
}
