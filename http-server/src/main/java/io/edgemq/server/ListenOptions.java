package io.edgemq.server;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Where a server listens and how long it waits for its clients.
///
/// @param host the address to bind; a name or a literal
/// @param port the port to bind; 0 takes any that is free
/// @param tls what it shows to clients; null: it speaks no TLS
public record ListenOptions(
    String host, int port, Patience patience, Capacity capacity, @Nullable Tls tls) {
  public ListenOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /// Without TLS.
  public ListenOptions(String host, int port, Patience patience, Capacity capacity) {
    this(host, port, patience, capacity, null);
  }

  /// With what the process has.
  public ListenOptions(String host, int port, Patience patience) {
    this(host, port, patience, Capacity.ofProcess(), null);
  }

  /// What it needs to speak TLS.
  ///
  /// @param clock says whether a certificate is valid
  public record Tls(TlsFiles files, InstantSource clock) {}

  /// How much the server takes on.
  ///
  /// @param bytes how many bytes requests and answers may hold in memory, all together
  /// @param connections how many connections are served at once
  public record Capacity(long bytes, int connections) {
    public Capacity {
      if (bytes < 1 || connections < 1) {
        throw new IllegalArgumentException("not a capacity: " + bytes + ", " + connections);
      }
    }

    /// A quarter of the heap, and what the operating system lets the process open, less what
    /// everything else needs.
    public static Capacity ofProcess() {
      return new Capacity(
          Runtime.getRuntime().maxMemory() / 4, ProcessMetrics.connectionsAllowed());
    }

    /// This, with another number of bytes.
    public Capacity withBytes(long other) {
      return new Capacity(other, connections);
    }
  }

  /// How long the server waits for its clients. Lateness (`request` and `write`) is noticed up to a
  /// quarter of the shorter one later.
  ///
  /// @param request how long a request may take to arrive once its first byte did
  /// @param idle how long a connection may rest between two requests
  /// @param write how long a client may leave the socket's buffers full
  /// @param drain how long a stopping server lets requests under way end
  public record Patience(Duration request, Duration idle, Duration write, Duration drain) {
    /// 30 s for a request, 5 minutes of rest, 60 s for a write, 1 s to end.
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));

    /// This, with another time for requests to end.
    public Patience draining(Duration other) {
      return new Patience(request, idle, write, other);
    }
  }
}
