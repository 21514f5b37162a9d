package io.edgemq.server;

import java.io.IOException;
import java.util.List;

/// The server's side of an open WebSocket (RFC 6455). For any thread: frames of two never mix.
public interface WebSocket {
  /// Sends each of `texts`, which are UTF-8, as a text message of its own, all in one write. Waits
  /// while the client does not read. Answers how many were sent, from the first one on: all, unless
  /// the connection has begun to end ([#isClosing]) before or meanwhile.
  ///
  /// @throws IOException when the client is gone; any of them may have been sent
  int send(List<byte[]> texts) throws IOException;

  /// Whether the connection has begun to end, by [#close], by the client or by a breach of the
  /// protocol: then nothing more is sent.
  boolean isClosing();

  /// Begins to end the connection: nothing is sent after this, and nothing that the client sends
  /// from now on is handed on. The first call counts. Waits neither for a client that does not read
  /// nor for its answer, which the connection's own thread does, for a while. Throws
  /// [IllegalArgumentException] when the code must not be sent or the reason is too long.
  ///
  /// @param code as RFC 6455, 7.4
  /// @param reason at most 123 bytes of UTF-8
  void close(int code, String reason);
}
