package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import java.time.Duration;

/// Gives sockets a place beside the streams: connections that stay open, whatever is done over
/// them. A socket counts as one of the process's streams and as one of its tenant's connections.
public interface OpenSockets {
  /// Takes a place for a socket. The caller has to close what it gets.
  ///
  /// @param end is told once when the server ends the socket, perhaps before this has returned
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<OpenSocket> open(Principal principal, SocketEnd end);

  /// What a socket does when the server ends it.
  interface SocketEnd {
    /// Tells the client that the socket is over, and closes it. Called once, by any thread, never
    /// after the socket was closed and its place freed. Must not block.
    ///
    /// @param retryAfter how long the client should wait before it connects again; it differs
    ///     between sockets
    void end(StreamItem.Reason reason, Duration retryAfter);
  }

  /// A socket's place.
  interface OpenSocket extends AutoCloseable {
    /// Frees the place. Once or more.
    @Override
    void close();
  }
}
