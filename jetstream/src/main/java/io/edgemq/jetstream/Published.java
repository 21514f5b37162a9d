package io.edgemq.jetstream;

/// The result of publishing to a stream.
public sealed interface Published {
  /// The stream's quorum stored it; the (last) message has this sequence.
  record Kept(long sequence) implements Published {}

  /// The stream already has a message with this id within its window, at this sequence; nothing was
  /// stored. In a batch the sequence is 0, because the server does not say which id it knows.
  record Known(long sequence) implements Published {}

  /// The stream, or the messages of that subject, do not end where the publisher expected, or may
  /// soon not; nothing was stored.
  record Behind() implements Published {}
}
