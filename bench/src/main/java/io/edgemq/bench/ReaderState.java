package io.edgemq.bench;

/// One reader of a [ReaderSwarm]: takes the bytes of its connection, in pieces of any size, and
/// counts the messages in them. Not thread-safe.
sealed interface ReaderState permits EventCounter, SocketCounter {
  /// Reads the next bytes of the connection.
  void accept(byte[] bytes, int length);

  /// Whether the server took it as a reader.
  boolean isOpen();

  /// Whether the server refused it.
  boolean isRefused();

  /// How many messages came.
  int frames();

  /// How many messages did not follow the one before.
  int outOfOrder();

  /// The sequence of the last message; 0 when none came.
  long lastId();

  /// How many bytes came after the head.
  long bodyBytes();
}
