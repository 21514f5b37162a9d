package io.edgemq.application;

/// What a reader finds when it looks into its [Mailbox].
sealed interface Taken permits Mail, Taken.Live, Taken.Behind {
  /// Nothing waits. The next message that it wants will be put there.
  record Live() implements Taken {
    static final Live INSTANCE = new Live();
  }

  /// Nothing waits, and nothing will be put there until the reader goes live again. The next
  /// message for it has the sequence `cursor`, or a later one.
  ///
  /// @param pace why it is behind
  record Behind(long cursor, Pace pace) implements Taken {}

  /// How a reader that is behind came to be so.
  enum Pace {
    /// Not by its own fault: it began in the past, was steered there, or there was no room.
    EVEN,
    /// It took less than came when it was live, and has not been live since.
    SLOW
  }
}
