package io.edgemq.server;

import java.io.IOException;

/// What owns a connection once it has left request and answer: another protocol's side of it.
public interface Takeover {
  /// Serves the connection, which is closed when this returns or throws. Nobody counts what it
  /// reads or limits how long it takes; only a write that the client does not read is cut after
  /// the usual time. Keeping an eye on silent clients is the protocol's own business. The calling
  /// thread is interrupted when the server is at the end of its patience ([#stop]).
  ///
  /// Throws [IOException] or [java.io.UncheckedIOException] when the client is gone.
  void serve(RawConnection connection) throws IOException, InterruptedException;

  /// The server stops: say goodbye and let [#serve] return soon. Called once at most, by another
  /// thread, possibly before [#serve] has begun. Must neither block nor throw.
  void stop();

  /// The client was gone before it could be served: [#serve] is never called. Must neither block
  /// nor throw.
  default void lost() {}
}
