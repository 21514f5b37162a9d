package io.edgemq.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nats-server with JetStream, on loopback, with a directory of its own. The binary is
/// `NATS_SERVER`, or `.tools/nats-server`, where `bin/verify` puts it.
final class NatsServer implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path directory;
  private final int port;
  private final List<String> arguments;
  private Process process;

  private NatsServer(Path directory, int port, List<String> arguments) {
    this.directory = directory;
    this.port = port;
    this.arguments = arguments;
    this.process = launch();
  }

  /// Starts a server of its own, and returns once it serves.
  static NatsServer start() {
    try {
      var directory = Files.createTempDirectory("edgemq-nats");
      return start(directory, freePort(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a server with more arguments, and returns once it takes connections.
  static NatsServer start(Path directory, int port, List<String> more) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("-a", "127.0.0.1", "-p", Integer.toString(port)));
    arguments.addAll(List.of("-js", "-sd", directory.resolve("js").toString()));
    arguments.addAll(List.of("-l", directory.resolve("log").toString()));
    arguments.addAll(more);
    var server = new NatsServer(directory, port, arguments);
    server.awaitListening();
    return server;
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

  private Process launch() {
    var command = new ArrayList<String>();
    command.add(binary().toString());
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() {
    long deadline = System.nanoTime() + START_NANOS;
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("nats-server does not serve; its log: " + directory);
      }
      Thread.onSpinWait();
    }
  }

  private boolean isListening() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return socket.getInputStream().read() == 'I'; // INFO, its greeting
    } catch (IOException notYet) {
      return false;
    }
  }

  /// A port of loopback that nobody has at the moment.
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  /// SIGKILL, and returns once the process is gone.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Starts it again over what it has on disk.
  void restart() {
    process = launch();
    awaitListening();
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
