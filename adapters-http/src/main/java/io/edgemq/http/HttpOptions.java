package io.edgemq.http;

import io.edgemq.domain.Limits;
import java.time.Duration;

/// How the server listens and how much it lets a client ask for.
///
/// @param host the address to bind; a name or a literal
/// @param port the port to bind; 0 takes any that is free
public record HttpOptions(String host, int port, Limits limits, Patience patience) {
  public HttpOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /// The largest body that any request may have.
  int maxBodyBytes() {
    return Math.max(Math.max(limits.messageBytes(), limits.batchBytes()), Call.JSON_BYTES);
  }

  /// The usual patience.
  public HttpOptions(String host, int port, Limits limits) {
    this(host, port, limits, Patience.DEFAULT);
  }

  /// How long the server waits for its clients. What a client does too late, `request` and `write`,
  /// is noticed up to a quarter of the shorter one later.
  ///
  /// @param request how long a request may take to arrive once its first byte did
  /// @param idle how long a connection may rest between two requests
  /// @param write how long a client may leave the socket's buffers full
  /// @param keepAlive after how long without a message a stream carries a comment (SPEC 5.1)
  /// @param drain how long a stopping server lets requests under way end
  public record Patience(
      Duration request, Duration idle, Duration write, Duration keepAlive, Duration drain) {
    /// 30 s for a request, 5 minutes of rest, 60 s for a write, a comment every 15 s, 1 s to end.
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1));

    /// This with another time for requests to end.
    public Patience draining(Duration other) {
      return new Patience(request, idle, write, keepAlive, other);
    }
  }
}
