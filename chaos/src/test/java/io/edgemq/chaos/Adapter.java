package io.edgemq.chaos;

import io.edgemq.app.ServerProcess;
import io.edgemq.jetstream.Signal;
import io.edgemq.jetstream.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// One adapter: a process, and the proxy through which clients reach it.
final class Adapter implements AutoCloseable {
  private final String name;
  private final ServerProcess server;
  private final Wire wire;

  /// Starts an adapter in its own directory, and returns once it is ready.
  Adapter(String name, Path directory, List<String> flags) {
    this.name = name;
    server = new ServerProcess(directory.resolve(name), flags.toArray(String[]::new));
    wire = new Wire(server.uri("/").getPort());
  }

  String name() {
    return name;
  }

  /// The address for clients.
  URI uri() {
    return URI.create("http://127.0.0.1:" + wire.port());
  }

  void kill() throws InterruptedException {
    server.kill();
  }

  /// Sends SIGTERM. Returns the exit status once the adapter has drained and ended.
  int terminate() throws InterruptedException {
    return server.terminate();
  }

  /// Starts an ended adapter again, and returns once it is ready.
  void start() {
    server.start();
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
