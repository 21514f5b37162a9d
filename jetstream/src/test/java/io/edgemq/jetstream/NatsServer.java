package io.edgemq.jetstream;

import io.edgemq.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A real nats-server with JetStream, on loopback, with a directory of its own.
public final class NatsServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  /// Linux's file system in memory.
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final String PREFIX = "edgemq-nats";

  private final Setup setup;
  private RunningNats running;

  /// How a server is started, each time the same.
  ///
  /// @param directory its log, and what it stores
  /// @param more arguments besides address, port and log
  /// @param environment what its configuration takes from the environment
  record Setup(Path directory, int port, List<String> more, Map<String, String> environment) {
    /// The server's command line.
    List<String> arguments() {
      var arguments = new ArrayList<String>();
      arguments.addAll(List.of("-a", "127.0.0.1", "-p", Integer.toString(port)));
      arguments.addAll(List.of("-l", directory.resolve("log").toString()));
      arguments.addAll(more);
      return arguments;
    }
  }

  private NatsServer(Setup setup) {
    this.setup = setup;
    this.running = RunningNats.launch(setup);
  }

  /// Starts a server of its own, configured as operators are told to (`deploy/nats/server.conf`),
  /// and returns once it serves. Who does not log in is EdgeMQ's control plane.
  public static NatsServer start() {
    var directory = newDirectory();
    var environment = new HashMap<>(Deployed.passwords());
    environment.put("EDGEMQ_NATS_STORE", Deployed.quoted(directory.resolve("js").toString()));
    var file = directory.resolve("nats.conf");
    var shared = directory.relativize(Deployed.file("server.conf"));
    write(file, "include \"%s\"\nno_auth_user: control\n".formatted(shared));
    var more = List.of("-c", file.toString(), "-m", Integer.toString(Ports.free()));
    return start(new Setup(directory, Ports.free(), more, environment));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a server that takes messages as large as the API does, which the server's own default
  /// does not with their headers.
  public static NatsServer roomy() {
    return with("max_payload: 2MB");
  }

  /// Starts a server with these lines in its configuration; `max_file_store` goes to JetStream.
  public static NatsServer with(String... lines) {
    try {
      var directory = newDirectory();
      var text = new StringBuilder();
      for (var line : lines) {
        text.append(
            line.startsWith("max_file_store") ? "jetstream { " + line + " }\n" : line + "\n");
      }
      var file = Files.writeString(directory.resolve("conf"), text.toString());
      return start(directory, Ports.free(), List.of("-c", file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a server with JetStream and more arguments, and returns once it takes connections.
  static NatsServer start(Path directory, int port, List<String> more) {
    var arguments = new ArrayList<>(List.of("-js", "-sd", directory.resolve("js").toString()));
    arguments.addAll(more);
    return start(new Setup(directory, port, arguments, Map.of()));
  }

  /// Starts a server, and returns once it takes connections.
  static NatsServer start(Setup setup) {
    var server = new NatsServer(setup);
    try {
      server.awaitListening();
      return server;
    } catch (IllegalStateException failed) {
      server.kill();
      throw failed;
    }
  }

  /// Somewhere for a server to store; closing the server removes it. In memory where the system has
  /// such a place: every write of a cluster is synced by three servers, and no test cuts the power.
  static Path newDirectory() {
    try {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, PREFIX)
          : Files.createTempDirectory(PREFIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() {
    try {
      Await.until(START, () -> !running.isAlive() || isListening());
    } catch (IllegalStateException late) {
      throw new IllegalStateException(notServing(), late);
    }
    if (!running.isAlive()) {
      throw new IllegalStateException(notServing());
    }
  }

  private String notServing() {
    return "nats-server does not serve; its log: " + setup.directory();
  }

  private boolean isListening() {
    try (var socket = new Socket()) {
      socket.setSoTimeout(1_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port()), 100);
      return socket.getInputStream().read() == 'I'; // INFO, its greeting
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Where clients reach it.
  public String url() {
    return "nats://127.0.0.1:" + setup.port();
  }

  /// What it writes about itself.
  Path log() {
    return setup.directory().resolve("log");
  }

  /// SIGKILL, and returns once the process is gone.
  public void kill() {
    running.kill();
  }

  /// Starts it again over what it has on disk.
  public void restart() {
    running = RunningNats.launch(setup);
    awaitListening();
  }

  /// Kills it, copies what it has on disk, and starts it again. The copy is removed with it.
  public Path copy() {
    kill();
    var copy = setup.directory().resolve("copy");
    copyTree(setup.directory().resolve("js"), copy);
    restart();
    return copy;
  }

  /// Kills it and starts it again over an earlier copy: what it stored since is lost.
  public void restartFrom(Path copy) {
    kill();
    var store = setup.directory().resolve("js");
    removeTree(store);
    copyTree(copy, store);
    restart();
  }

  private static void copyTree(Path from, Path to) {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeTree(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SIGSTOP: it keeps its connections and answers nothing.
  public void stop() {
    running.stop();
  }

  /// SIGCONT: a stopped one goes on.
  public void proceed() {
    running.proceed();
  }

  @Override
  public void close() {
    kill();
    removeTree(setup.directory());
  }
}
