package io.edgemq.jetstream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a cluster is reached.
///
/// @param servers URLs: `nats://host:4222`, `tls://host:4222`; the rest of the cluster is learnt
///     from the first one that answers
/// @param login who this process is to the cluster
/// @param tls null: what the URLs say, with the authorities that the platform trusts
/// @param timeout how long one call to the cluster may take
/// @param connections over how many connections calls are spread, from 1
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

  /// This with another limit for one call.
  public NatsConfig withTimeout(Duration limit) {
    return new NatsConfig(servers, login, tls, limit, connections);
  }

  /// This with another login.
  public NatsConfig as(Login other) {
    return new NatsConfig(servers, other, tls, timeout, connections);
  }

  /// Who a process is to the cluster.
  public sealed interface Login {
    /// Nobody in particular.
    record Anonymous() implements Login {}

    /// A user of the server's configuration. [#toString] leaves the password out.
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
  /// @param authority whom the servers' certificates must come from; null: whom the platform trusts
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
