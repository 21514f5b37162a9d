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
import java.util.concurrent.locks.LockSupport;

/// A nats-server with JetStream, in a process of its own. The binary is `NATS_SERVER`, or
/// `.tools/nats-server`, where `bin/verify` puts it.
final class NatsBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private Process process;

  /// Starts a server with its files in `directory`, and waits until it accepts connections.
  NatsBroker(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.port = Ports.free();
    Files.writeString(directory.resolve("conf"), "max_payload: 2MB\n");
    start();
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
      process =
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
                  directory.resolve("log").toString())
              .start();
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
