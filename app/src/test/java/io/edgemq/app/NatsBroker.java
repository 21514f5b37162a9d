package io.edgemq.app;

import io.edgemq.testkit.Ports;
import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A nats-server with JetStream, in a process of its own. The binary is `NATS_SERVER`, or
/// `.tools/nats-server`, where `bin/verify` puts it.
final class NatsBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private final Map<String, String> environment;
  private Process process;

  /// Starts a server with its files in `directory`, and waits until it accepts connections.
  NatsBroker(Path directory) throws IOException {
    this(directory, "max_payload: 2MB\n", Map.of());
  }

  private NatsBroker(Path directory, String configuration, Map<String, String> environment)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.port = Ports.free();
    this.environment = environment;
    Files.writeString(directory.resolve("conf"), configuration);
    start();
  }

  /// As [#NatsBroker(Path)], with the accounts and users that operators are given,
  /// `deploy/nats/accounts.conf`. The password of a user is [#password].
  static NatsBroker withAccounts(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.copy(deployed("accounts.conf"), directory.resolve("accounts.conf"));
    var passwords = new HashMap<String, String>();
    for (var user : List.of("adapter", "control", "admin", "kv", "sys")) {
      passwords.put(
          "EDGEMQ_NATS_" + user.toUpperCase(Locale.ROOT) + "_PASSWORD", '"' + password(user) + '"');
    }
    return new NatsBroker(
        directory, "include ./accounts.conf\nmax_payload: 2MB\n", Map.copyOf(passwords));
  }

  /// The password of that user of a server with accounts.
  static String password(String user) {
    return "nats-secret-of-" + user;
  }

  private static Path deployed(String name) {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var file = folder.resolve("deploy/nats").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("no deploy/nats above the working directory");
  }

  private static Path binary() {
    var named = System.getenv("NATS_SERVER");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var fetched = folder.resolve(".tools/nats-server");
      if (Files.isExecutable(fetched)) {
        return fetched;
      }
    }
    throw new IllegalStateException("no nats-server: set NATS_SERVER, or run bin/verify once");
  }

  /// Starts it. It can be started again after [#kill].
  void start() {
    try {
      var server =
          new ProcessBuilder(
              binary().toString(),
              "-js",
              "-sd",
              directory.resolve("js").toString(),
              "-a",
              "127.0.0.1",
              "-p",
              Integer.toString(port),
              "-c",
              directory.resolve("conf").toString(),
              "-l",
              directory.resolve("log").toString());
      server.environment().putAll(environment);
      process = server.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("nats-server does not start; see " + directory);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// SIGKILL.
  void kill() {
    Processes.kill(process);
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    kill();
  }
}
