package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;

/// What goes on when Helidon has let go of a request over HTTP/1.1, for as long as both sides like.
/// It is thrown through Helidon's handling of the request, and [ClientHandler] goes on with it:
/// what Helidon keeps of a request, and the frames of its methods, were half the memory of an idle
/// stream.
abstract sealed class Continuation extends CloseConnectionException
    permits LiveAnswer, ConnectionUpgrade {
  private static final long serialVersionUID = 1;

  Continuation(String message) {
    super(message);
  }

  /// Goes on. When it returns, the connection may carry another request. Throws
  /// [CloseConnectionException] when it may not.
  abstract void run();

  /// {@inheritDoc}
  ///
  /// None: nothing went wrong.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
