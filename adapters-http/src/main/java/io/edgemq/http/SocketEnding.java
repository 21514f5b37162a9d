package io.edgemq.http;

import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.WebSocket;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Ends a socket when the server does, also one that is about to be opened. The first end counts.
final class SocketEnding implements OpenSockets.SocketEnd {
  private static final int SOONEST_MILLIS = 500;
  private static final int SPREAD_MILLIS = 4500;

  private final RandomGenerator random;
  private @Nullable WebSocket socket;
  private StreamItem.@Nullable Closed early;

  /// @param random spreads the returns of clients
  SocketEnding(RandomGenerator random) {
    this.random = random;
  }

  /// The socket is open.
  void opened(WebSocket opened) {
    StreamItem.Closed now;
    synchronized (this) {
      socket = opened;
      now = early;
    }
    if (now != null) {
      close(opened, now);
    }
  }

  /// The server stops.
  void stopping() {
    end(
        StreamItem.Reason.SHUTDOWN,
        Duration.ofMillis(SOONEST_MILLIS + random.nextInt(SPREAD_MILLIS)));
  }

  @Override
  public void end(StreamItem.Reason reason, Duration retryAfter) {
    var closed = new StreamItem.Closed(reason, retryAfter);
    WebSocket open;
    synchronized (this) {
      open = socket;
      if (open == null && early == null) {
        early = closed;
      }
    }
    if (open != null) {
      close(open, closed);
    }
  }

  /// Closes the socket as [StreamEnd] says.
  static void close(WebSocket socket, StreamItem.Closed closed) {
    var end = StreamEnd.of(closed.reason());
    socket.close(end.closeCode(), end.closeReason(closed));
  }
}
