package io.edgemq.app;

import io.edgemq.domain.Limits;
import io.edgemq.domain.identity.SharedIssuer;
import io.edgemq.server.TlsFiles;
import io.edgemq.webhook.Cidr;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The configuration of a server.
///
/// @param role the services that run
/// @param data the directory of an embedded store and of the secrets that are created; the memory
///     store and an adapter do not use it
/// @param limits the limits of a tenant's calls
/// @param load how much the process takes on
/// @param drain how long a stopping server waits for requests under way
/// @param push how messages are pushed
/// @param publicBase what others reach this deployment by; null: the address it listens on
/// @param issuers whose tokens are believed, for whichever tenant they speak
record ServerConfig(
    Role role,
    Storage storage,
    Path data,
    SecretSources secrets,
    Listen listen,
    Limits limits,
    Load load,
    Duration drain,
    Push push,
    @Nullable URI publicBase,
    List<SharedIssuer> issuers) {
  ServerConfig {
    issuers = List.copyOf(issuers);
    boolean shared = storage instanceof Storage.Nats;
    if (role != Role.ALL && !shared) {
      throw new IllegalArgumentException(
          "--role "
              + role.name().toLowerCase(Locale.ROOT)
              + " needs --store nats: another store belongs to one process, which has every role");
    }
    if (role != Role.ALL && secrets.receiptSecret() == null) {
      throw new IllegalArgumentException(
          "--role "
              + role.name().toLowerCase(Locale.ROOT)
              + " needs --receipt-secret-file, the same for all processes: each must accept the"
              + " receipts of the others, and all seal one audit (create one with: openssl rand -hex"
              + " 32)");
    }
  }

  /// A configuration that trusts no issuer.
  ServerConfig(
      Role role,
      Storage storage,
      Path data,
      SecretSources secrets,
      Listen listen,
      Limits limits,
      Load load,
      Duration drain,
      Push push,
      @Nullable URI publicBase) {
    this(role, storage, data, secrets, listen, limits, load, drain, push, publicBase, List.of());
  }

  /// What the URLs that it shows begin with, without a slash at the end.
  String publicUrl() {
    if (publicBase == null) {
      return listen.url(listen.port());
    }
    return publicBase.toString().replaceFirst("/+$", "");
  }

  /// How much a process takes on.
  ///
  /// @param streams the most streams that it serves at once
  /// @param bytes the most bytes that requests and answers hold in its memory; 0: as many as the
  ///     size of the heap allows
  /// @param tenantPlaces how many calls tenants may have at the store while they share it; 0: any
  ///     number
  record Load(int streams, long bytes, int tenantPlaces) {
    Load {
      if (tenantPlaces < 0) {
        throw new IllegalArgumentException("--tenant-places must not be negative");
      }
      if (bytes < 0) {
        throw new IllegalArgumentException("--max-bytes-in-flight must not be negative");
      }
    }
  }

  /// How messages are pushed.
  ///
  /// @param allow the networks that messages may be pushed to although they are private
  record Push(List<Cidr> allow, Attempts attempts) {
    /// To public addresses only.
    static final Push DEFAULT = new Push(List.of(), Attempts.ON);

    Push {
      allow = List.copyOf(allow);
    }
  }

  /// Whether attempts to push are logged.
  enum Attempts {
    /// The latest ones are.
    ON,
    /// None is.
    OFF
  }

  /// The services that a process runs.
  enum Role {
    /// All services.
    ALL,
    /// The services that tenants call. An adapter keeps nothing, and any number may run.
    ADAPTER,
    /// The services that a deployment needs once: the control plane, and its own probes and
    /// metrics.
    CONTROL
  }

  /// The address that the server listens on.
  ///
  /// @param port 0 lets the system choose a port
  /// @param tls the files of its certificate; null: it speaks no TLS
  record Listen(String host, int port, @Nullable TlsFiles tls) {
    /// The host that stands for all addresses of the machine, of IPv6 too.
    static final String EVERYWHERE = "0.0.0.0";

    /// Without TLS.
    Listen(String host, int port) {
      this(host, port, null);
    }

    /// This, with TLS if there are files.
    Listen with(@Nullable TlsFiles files) {
      return new Listen(host, port, files);
    }

    /// What URLs of the server begin with, if it listens on that port.
    String url(int bound) {
      return (tls == null ? "http://" : "https://") + callable() + ":" + bound;
    }

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

    /// A host that one can call from this machine, as in a URL.
    String callable() {
      if (isEverywhere()) {
        return "127.0.0.1";
      }
      return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
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
