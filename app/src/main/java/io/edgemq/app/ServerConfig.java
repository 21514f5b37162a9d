package io.edgemq.app;

import io.edgemq.domain.Limits;
import java.nio.file.Path;
import java.time.Duration;

/// Everything that is decided before a server starts.
///
/// @param role which services run
/// @param data where an embedded store and the secrets live; unused by the memory store
/// @param storeBytes how large the embedded store may grow; 0: as large as its disk
/// @param drain how long a stopping server waits for what is under way
record ServerConfig(
    Role role,
    StoreKind store,
    Path data,
    Listen listen,
    Limits limits,
    long storeBytes,
    Duration drain) {

  /// The engine that keeps queues and topics.
  enum StoreKind {
    /// A file in the data directory; durable.
    SQLITE,
    /// The process's own memory; gone when it ends.
    MEMORY
  }

  /// Which services a process runs.
  enum Role {
    /// Every one.
    ALL
  }

  /// Where the server listens.
  ///
  /// @param port 0 lets the system choose
  record Listen(String host, int port) {
    /// The meaning of `HOST:PORT`; an IPv6 host stands in brackets.
    static Listen parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("give HOST:PORT, as in 127.0.0.1:8080, not: " + text);
      }
      var host = text.substring(0, colon);
      var bare = host.startsWith("[") && host.endsWith("]");
      return new Listen(
          bare ? host.substring(1, host.length() - 1) : host, port(text.substring(colon + 1)));
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException notANumber) {
        // Told below, as any other text that is no port.
      }
      throw new IllegalArgumentException("a port is 0 to 65535, not: " + text);
    }
  }
}
