package io.edgemq.jetstream;

/// What came of publishing into a stream.
public sealed interface Published {
  /// Stored by the stream's quorum; the (last) message has this sequence.
  record Kept(long sequence) implements Published {}

  /// The stream has had a message with this id within its window, at this sequence (0: in a batch,
  /// where the server does not say which one); nothing was stored.
  record Known(long sequence) implements Published {}

  /// The stream, or the messages of that subject, do not end where the publisher believed, or may
  /// not in a moment; nothing was stored.
  record Behind() implements Published {}
}
