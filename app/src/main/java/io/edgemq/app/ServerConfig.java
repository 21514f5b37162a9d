package io.edgemq.app;

import io.edgemq.domain.Limits;
import io.edgemq.webhook.Cidr;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The configuration of a server.
///
/// @param role the services that run
/// @param data the directory of an embedded store and of the secrets that are created; the memory
///     store and an adapter do not use it
/// @param limits the limits of a tenant's calls
/// @param load how much the process takes on
/// @param drain how long a stopping server waits for requests under way
/// @param pushAllow the networks that messages may be pushed to although they are private
record ServerConfig(
    Role role,
    Storage storage,
    Path data,
    SecretSources secrets,
    Listen listen,
    Limits limits,
    Load load,
    Duration drain,
    List<Cidr> pushAllow) {
  ServerConfig {
    pushAllow = List.copyOf(pushAllow);
    boolean shared = storage instanceof Storage.Nats;
    if (role != Role.ALL && !shared) {
      throw new IllegalArgumentException(
          "--role "
              + role.name().toLowerCase(Locale.ROOT)
              + " needs --store nats: another store belongs to one process, which has every role");
    }
    if (role == Role.ADAPTER && secrets.receiptSecret() == null) {
      throw new IllegalArgumentException(
          "--role adapter needs --receipt-secret-file, the same for all adapters: each must accept"
              + " the receipts of the others (create one with: openssl rand -hex 32)");
    }
  }

  /// How much a process takes on.
  ///
  /// @param streams the most streams that it serves at once
  /// @param bytes the most bytes that requests and answers hold in its memory; 0: as many as the
  ///     size of the heap allows
  record Load(int streams, long bytes) {
    Load {
      if (bytes < 0) {
        throw new IllegalArgumentException("--max-bytes-in-flight must not be negative");
      }
    }
  }

  /// The services that a process runs.
  enum Role {
    /// All services.
    ALL,
    /// The services that tenants call. An adapter keeps nothing, and any number may run.
    ADAPTER,
    /// The services that a deployment needs once: the first tenant and its key, and its own probes
    /// and metrics.
    CONTROL
  }

  /// The address that the server listens on.
  ///
  /// @param port 0 lets the system choose a port
  record Listen(String host, int port) {
    /// The host that stands for all addresses of the machine, of IPv6 too.
    static final String EVERYWHERE = "0.0.0.0";

    /// Parses `HOST:PORT`. An IPv6 host is in brackets; no host means all addresses.
    static Listen parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException(
            "--listen takes HOST:PORT, for example 127.0.0.1:8080, or :8080 for all addresses, not: "
                + text);
      }
      var host = colon == 0 ? EVERYWHERE : text.substring(0, colon);
      var bare = host.startsWith("[") && host.endsWith("]");
      return new Listen(
          bare ? host.substring(1, host.length() - 1) : host, port(text.substring(colon + 1)));
    }

    /// Whether it is all addresses of the machine.
    boolean isEverywhere() {
      try {
        return InetAddress.ofLiteral(host).isAnyLocalAddress();
      } catch (IllegalArgumentException aName) {
        return false;
      }
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException notANumber) {
        // Reported below, like any other text that is not a port.
      }
      throw new IllegalArgumentException("--listen takes a port from 0 to 65535, not: " + text);
    }
  }
}
