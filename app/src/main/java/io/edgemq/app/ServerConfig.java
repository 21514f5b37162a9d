package io.edgemq.app;

import io.edgemq.domain.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Everything that is decided before a server starts.
///
/// @param role which services run
/// @param data where an embedded store lives, and the secrets that are made; unused by the memory
///     store and by an adapter
/// @param limits what one call of a tenant may ask for
/// @param streams how many streams the process serves at once
/// @param drain how long a stopping server waits for what is under way
record ServerConfig(
    Role role,
    Storage storage,
    Path data,
    SecretSources secrets,
    Listen listen,
    Limits limits,
    int streams,
    Duration drain) {
  ServerConfig {
    boolean shared = storage instanceof Storage.Nats;
    if (role != Role.ALL && !shared) {
      throw new IllegalArgumentException(
          "--role "
              + role.name().toLowerCase(Locale.ROOT)
              + " needs --store nats: another store belongs to one process, which has every role");
    }
    if (role == Role.ADAPTER && secrets.receiptSecret() == null) {
      throw new IllegalArgumentException(
          "--role adapter needs --receipt-secret-file, the same for every adapter: a receipt must be"
              + " good at each of them (make one with: openssl rand -hex 32)");
    }
  }

  /// Which services a process runs.
  enum Role {
    /// Every one.
    ALL,
    /// What tenants call. Keeps nothing; there may be many beside each other.
    ADAPTER,
    /// What the deployment needs once: the first tenant and its key, and probes and figures of its
    /// own.
    CONTROL
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
