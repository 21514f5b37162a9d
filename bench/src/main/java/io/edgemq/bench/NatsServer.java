package io.edgemq.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/// A nats-server of the benchmark: one process, JetStream on files, otherwise defaults.
record NatsServer(Child process, int port) {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);

  /// Starts a server without waiting for it. The environment variable `NATS_SERVER` names the
  /// program. Throws `IllegalStateException` if it is not set.
  static Child launch(Path logs, Path store, int port) {
    var binary = System.getenv("NATS_SERVER");
    if (binary == null || binary.isEmpty()) {
      throw new IllegalStateException("no nats-server: set NATS_SERVER to its path");
    }
    var command =
        new ProcessBuilder(
            binary,
            "-a",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-js",
            "-sd",
            store.toString());
    return Child.command(logs, "nats-server", command);
  }

  /// Waits until it accepts connections. Throws `IllegalStateException` with the log when it ends
  /// first or takes more than some seconds.
  static NatsServer awaitReady(Child process, int port) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.getInputStream().read() >= 0) return new NatsServer(process, port);
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "nats-server does not answer" + process.logTail(), notYet);
        }
      }
      Server.pause(POLL);
    }
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }
}
