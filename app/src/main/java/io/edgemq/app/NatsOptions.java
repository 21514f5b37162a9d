package io.edgemq.app;

import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsConfig.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags for the connection to the cluster.
final class NatsOptions {
  private static final String PASSWORD = "EDGEMQ_NATS_PASSWORD";
  private static final List<String> NEAREST = List.of("nats://127.0.0.1:4222");

  @Option(
      names = "--nats",
      paramLabel = "URL",
      split = ",",
      description =
          "Servers of the cluster, separated by commas. The others are learnt from the first that"
              + " answers (default: nats://127.0.0.1:4222).")
  private @Nullable List<String> servers;

  @Option(
      names = "--nats-credentials",
      paramLabel = "FILE",
      description = "Logs in with a .creds file (default: none).")
  private @Nullable Path credentials;

  @Option(
      names = "--nats-nkey",
      paramLabel = "FILE",
      description = "Logs in with the NKey seed in this file (default: none).")
  private @Nullable Path nkey;

  @Option(
      names = "--nats-user",
      paramLabel = "NAME",
      description =
          "Logs in as this user, with the password from --nats-password-file or the environment"
              + " variable EDGEMQ_NATS_PASSWORD (default: none).")
  private @Nullable String user;

  @Option(
      names = "--nats-password-file",
      paramLabel = "FILE",
      description = "A file with the password of --nats-user (default: none).")
  private @Nullable Path passwordFile;

  @Option(
      names = "--nats-tls-ca",
      paramLabel = "FILE",
      description = "Certificate authority of the servers, PEM (default: the JDK's).")
  private @Nullable Path authority;

  @Option(
      names = "--nats-tls-cert",
      paramLabel = "FILE",
      description = "This process's certificate chain, PEM (default: none).")
  private @Nullable Path certificate;

  @Option(
      names = "--nats-tls-key",
      paramLabel = "FILE",
      description = "Its private key, PEM, PKCS #8 (default: none).")
  private @Nullable Path key;

  @Option(
      names = "--nats-connections",
      paramLabel = "N",
      description = "Number of connections that share the calls (default: 1).")
  private int connections = 1;

  @Option(
      names = "--nats-timeout-seconds",
      paramLabel = "N",
      description = "Time limit of one call to the cluster (default: 10).")
  private int timeoutSeconds = 10;

  @Option(
      names = "--nats-known-messages",
      paramLabel = "N",
      description =
          "How many waiting messages of all queues this process may know (default: as many as fit"
              + " into a quarter of the heap).")
  private @Nullable Long knownMessages;

  /// How many waiting messages this process may know; null: the default.
  @Nullable Long knownMessages() {
    if (knownMessages != null && knownMessages < 1) {
      throw new IllegalArgumentException("--nats-known-messages must be 1 or more");
    }
    return knownMessages;
  }

  /// Whether the operator has named a cluster.
  boolean namesCluster() {
    return servers != null;
  }

  /// The configuration that the flags describe. Throws [IllegalArgumentException] when they
  /// contradict each other.
  NatsConfig config(Map<String, String> environment) {
    if (connections < 1 || timeoutSeconds < 1) {
      throw new IllegalArgumentException(
          "--nats-connections and --nats-timeout-seconds must be 1 or more");
    }
    var named = servers == null ? NEAREST : servers;
    if (named.stream().anyMatch(url -> url.indexOf('@') >= 0)) {
      throw new IllegalArgumentException(
          "--nats takes no login in a URL, because logs would show it; use --nats-user");
    }
    return new NatsConfig(
        named, login(environment), tls(), Duration.ofSeconds(timeoutSeconds), connections);
  }

  private Login login(Map<String, String> environment) {
    var logins = new ArrayList<Login>();
    if (credentials != null) {
      logins.add(new Login.Credentials(credentials));
    }
    if (nkey != null) {
      logins.add(new Login.NKey(nkey));
    }
    if (user != null) {
      logins.add(new Login.UserPassword(user, password(environment)));
    } else if (passwordFile != null) {
      throw new IllegalArgumentException("--nats-password-file needs --nats-user");
    }
    if (logins.size() > 1) {
      throw new IllegalArgumentException(
          "give only one of --nats-credentials, --nats-nkey and --nats-user");
    }
    return logins.isEmpty() ? new Login.Anonymous() : logins.getFirst();
  }

  private String password(Map<String, String> environment) {
    if (passwordFile != null) {
      return GivenSecrets.read(passwordFile);
    }
    var password = environment.get(PASSWORD);
    if (password == null) {
      throw new IllegalArgumentException(
          "--nats-user needs --nats-password-file or the environment variable " + PASSWORD);
    }
    return password;
  }

  private NatsConfig.@Nullable Tls tls() {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--nats-tls-cert and --nats-tls-key need each other");
    }
    return authority == null && certificate == null
        ? null
        : new NatsConfig.Tls(authority, certificate, key);
  }
}
