package io.edgemq.server;

import java.io.IOException;

/// What a WebSocket is for. [#opened], [#received] and [#closed] are called by the connection's own
/// thread, one after the other; it is interrupted when the server is at the end of its patience.
public interface WebSocketHandler {
  /// The connection is open; called first. Must return for messages to be received.
  ///
  /// @throws IOException when the client is gone
  void opened(WebSocket socket) throws IOException, InterruptedException;

  /// A whole text message has come. While this runs nothing more is read, so a handler that waits
  /// keeps its client from sending more.
  ///
  /// @throws IOException when the client is gone
  void received(String text) throws IOException, InterruptedException;

  /// The server stops: close the socket. Called once at most, by any thread, possibly before
  /// [#opened].
  /// Must neither wait nor throw.
  void stopping();

  /// The connection is over, whoever ended it, and whoever still sends fails. Called last, once,
  /// also when [#opened] threw, or was never called because the client was gone by then.
  void closed();
}
