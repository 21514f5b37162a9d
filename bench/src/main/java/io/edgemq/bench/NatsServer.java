package io.edgemq.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/// A nats-server of the benchmark's own: one process, JetStream on files, its defaults otherwise.
record NatsServer(Child process, int port) {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);

  /// Starts one without waiting for it. Throws `IllegalStateException` where there is none: the
  /// environment's `NATS_SERVER` names it.
  static Child launch(Path logs, Path store, int port) {
    var binary = System.getenv("NATS_SERVER");
    if (binary == null || binary.isEmpty()) {
      throw new IllegalStateException("no nats-server: name one in NATS_SERVER");
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

  /// Waits until it takes connections. Throws `IllegalStateException` with the log when it ends
  /// before, or some seconds pass.
  static NatsServer awaitReady(Child process, int port) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.getInputStream().read() >= 0) return new NatsServer(process, port);
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("no nats-server" + process.logTail(), notYet);
        }
      }
      Server.pause(POLL);
    }
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }
}
