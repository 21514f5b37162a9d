package io.edgemq.server;

import java.time.Duration;
import java.util.List;

/// What holds for the WebSockets of an endpoint.
///
/// @param maxMessageBytes how long a message of the client's may be, all its fragments together
/// @param protocols the subprotocols that are spoken, the preferred one first. With none of them
///     offered by the client, none is selected
public record WebSocketOptions(int maxMessageBytes, List<String> protocols, Times times) {
  public WebSocketOptions {
    if (maxMessageBytes < 0) {
      throw new IllegalArgumentException("not a number of bytes: " + maxMessageBytes);
    }
    protocols = List.copyOf(protocols);
  }

  /// Without a subprotocol, with the usual times.
  public WebSocketOptions(int maxMessageBytes) {
    this(maxMessageBytes, List.of(), Times.DEFAULT);
  }

  /// How long the server waits for a client. What is late is noticed up to four seconds later.
  ///
  /// @param ping after how long a silence the client is asked whether it is there, again and again
  /// @param silence after how long a silence the connection is cut
  /// @param closing how long a client has to answer the server's close frame
  public record Times(Duration ping, Duration silence, Duration closing) {
    /// A ping after 15 s, the end after 60 s, 1.5 s to close: what a client held is given back soon
    /// after.
    public static final Times DEFAULT =
        new Times(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofMillis(1500));
  }
}
