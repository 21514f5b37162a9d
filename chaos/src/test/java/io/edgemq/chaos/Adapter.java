package io.edgemq.chaos;

import io.edgemq.app.ServerProcess;
import io.edgemq.nats.Signal;
import io.edgemq.nats.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// One adapter: a process, and the wire through which clients reach it.
final class Adapter implements AutoCloseable {
  private static final int STARTS = 5;

  private final AtomicInteger failedStarts = new AtomicInteger();
  private final String name;
  private final ServerProcess server;
  private final Wire wire;

  /// Starts one in a directory of its own, and returns once it is ready.
  Adapter(String name, Path directory, List<String> flags) {
    this.name = name;
    server = new ServerProcess(directory.resolve(name), flags.toArray(String[]::new));
    wire = new Wire(server.uri("/").getPort());
  }

  String name() {
    return name;
  }

  /// Where clients reach it.
  URI uri() {
    return URI.create("http://127.0.0.1:" + wire.port());
  }

  void kill() throws InterruptedException {
    server.kill();
  }

  /// Starts a killed one, as a supervisor does: again when it ends at once because the cluster does
  /// not answer (`docs/operations/roles.md`). Throws [IllegalStateException] when it ends every
  /// time.
  void restart() {
    for (int i = 1; i < STARTS; i++) {
      try {
        server.start();
        return;
      } catch (IllegalStateException ended) {
        failedStarts.incrementAndGet();
      }
    }
    server.start();
  }

  /// How often it ended instead of becoming ready.
  int failedStarts() {
    return failedStarts.get();
  }

  void stop() {
    Signal.STOP.send(server.pid());
  }

  void proceed() {
    Signal.CONT.send(server.pid());
  }

  void cutOff() {
    wire.cut();
  }

  void mend() {
    wire.mend();
  }

  @Override
  public void close() {
    server.close();
    wire.close();
  }
}
