package io.edgemq.jetstream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to reach a cluster.
///
/// @param servers URLs: `nats://host:4222`, `tls://host:4222`; the first server that answers names
///     the rest of the cluster
/// @param login how this process logs in
/// @param tls null: as the URLs say, with the authorities that the platform trusts
/// @param timeout the time limit of one call to the cluster
/// @param connections the number of connections over which calls are spread, at least 1
public record NatsConfig(
    List<String> servers, Login login, @Nullable Tls tls, Duration timeout, int connections) {
  public NatsConfig {
    servers = List.copyOf(servers);
    if (servers.isEmpty() || !timeout.isPositive() || connections < 1) {
      throw new IllegalArgumentException("not a cluster's configuration");
    }
  }

  /// One connection without login, ten seconds for a call.
  public static NatsConfig of(String... servers) {
    return new NatsConfig(List.of(servers), new Login.Anonymous(), null, Duration.ofSeconds(10), 1);
  }

  /// A copy with another time limit for one call.
  public NatsConfig withTimeout(Duration limit) {
    return new NatsConfig(servers, login, tls, limit, connections);
  }

  /// A copy with another login.
  public NatsConfig as(Login other) {
    return new NatsConfig(servers, other, tls, timeout, connections);
  }

  /// How a process logs in to the cluster.
  public sealed interface Login {
    /// No login.
    record Anonymous() implements Login {}

    /// A user of the server's configuration. [#toString] omits the password.
    record UserPassword(String user, String password) implements Login {
      @Override
      public String toString() {
        return "UserPassword[" + user + "]";
      }
    }

    /// A `.creds` file: a JWT and its NKey seed.
    record Credentials(Path file) implements Login {}

    /// A file that holds an NKey seed.
    record NKey(Path seedFile) implements Login {}
  }

  /// Certificates, as PEM files.
  ///
  /// @param authority the authority that signed the servers' certificates; null: those that the
  ///     platform trusts
  /// @param certificate this process's own certificate chain; null when the servers ask for none
  /// @param key its private key, PKCS #8; null when there is no certificate
  public record Tls(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
    public Tls {
      if ((certificate == null) != (key == null)) {
        throw new IllegalArgumentException("a certificate and its key go together");
      }
    }
  }
}
