package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// The place of one scenario: a temporary folder, its servers, and the load generator, which is the
/// same for all of them. Closing it ends every process and removes the folder.
final class Lab implements AutoCloseable {
  /// All JVMs get the same memory flags. Otherwise their RSS would compare collectors.
  private static final List<String> FLOOR_FLAGS =
      List.of("-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders");

  private static final List<String> CLIENT_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx512m");

  private final Options options;
  private final PostLoad generator;
  private final Path folder;
  private final Deque<Child> running = new ArrayDeque<>();

  Lab(Options options, PostLoad generator) {
    this.options = options;
    this.generator = generator;
    try {
      this.folder = Files.createTempDirectory("edgemq-bench-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Options options() {
    return options;
  }

  /// Starts EdgeMQ on a data directory, which is created if missing. Returns when EdgeMQ is ready.
  Server edgemq(String dataName) throws InterruptedException {
    return edgemq(dataName, List.of());
  }

  /// Starts EdgeMQ on a cluster. Returns when EdgeMQ is ready.
  Server edgemq(NatsServer nats) throws InterruptedException {
    return edgemq("secrets", List.of("--store", "nats", "--nats", nats.url()));
  }

  /// Starts EdgeMQ, which may push to this machine. Returns when EdgeMQ is ready.
  Server pushing(String dataName) throws InterruptedException {
    return edgemq(dataName, List.of("--push-allow", "127.0.0.0/8"));
  }

  /// As [#pushing]; it does not log attempts.
  Server pushingUnlogged(String dataName) throws InterruptedException {
    return edgemq(dataName, List.of("--push-allow", "127.0.0.0/8", "--push-attempts", "off"));
  }

  /// Starts EdgeMQ with so many places for tenants that share it. Returns when EdgeMQ is ready.
  Server sharing(String dataName, int places) throws InterruptedException {
    return edgemq(dataName, List.of("--tenant-places", Integer.toString(places)));
  }

  private Server edgemq(String dataName, List<String> flags) throws InterruptedException {
    var data = folder.resolve(dataName);
    int port = Server.freePort();
    var child = launch(data, port, flags);
    Server.awaitReady(child, port, "/v1/ready");
    return new Server("edgemq", child, port, token(data));
  }

  /// Starts a new nats-server with file storage. Returns when it serves.
  NatsServer nats() throws InterruptedException {
    int port = Server.freePort();
    var child = kept(NatsServer.launch(folder, newFolder("nats"), port));
    return NatsServer.awaitReady(child, port);
  }

  /// Starts EdgeMQ without waiting for it.
  private Child launch(Path data, int port, List<String> flags) {
    var command = new ArrayList<>(options.edgemq());
    command.addAll(List.of("serve", "--listen", "127.0.0.1:" + port, "--data", data.toString()));
    command.addAll(flags);
    var builder = new ProcessBuilder(command);
    builder.environment().put("EDGEMQ_NO_BUILD", "1");
    return kept(Child.command(folder, "edgemq", builder));
  }

  Server writerFloor(FloorAnswer answer) throws InterruptedException {
    return floor(
        "writer", WriterFloor.class, "data=" + newFolder("writer"), "answer=" + answer.name());
  }

  Server natsFloor(NatsServer nats) throws InterruptedException {
    return floor("jnats", NatsFloor.class, "nats=" + nats.url());
  }

  Server readerFloor() throws InterruptedException {
    return floor("reader", ReaderFloor.class, "data=" + newFolder("reader"));
  }

  Server natsKvFloor(NatsServer nats) throws InterruptedException {
    return floor("jnats keys", NatsKvFloor.class, "nats=" + nats.url());
  }

  Server watchFloor() throws InterruptedException {
    return floor("bare watch", WatchFloor.class, "data=" + newFolder("watch"));
  }

  Server sseFloor(int frameBytes) throws InterruptedException {
    return floor("bare stream", SseFloor.class, "frame_bytes=" + frameBytes);
  }

  /// The loop that copies a stream to another one. It runs until it is closed.
  Child streamLoop(NatsServer nats, String from, String to) {
    return kept(
        Child.java(
            folder,
            StreamLoop.class,
            FLOOR_FLAGS,
            "nats=" + nats.url(),
            "from=" + from,
            "to=" + to));
  }

  Server pushSink() throws InterruptedException {
    return floor("sink", PushSink.class);
  }

  /// The client of pushes in a loop. It answers once it is warm, and after each line that it gets.
  Child pushLoop(Server sink, int inFlight) {
    return Child.java(
        folder,
        PushLoop.class,
        FLOOR_FLAGS,
        "url=http://127.0.0.1:" + sink.port() + "/hook",
        "in_flight=" + inFlight,
        "millis=" + options.runMillis());
  }

  private Server floor(String name, Class<?> main, String... arguments)
      throws InterruptedException {
    int port = Server.freePort();
    var all = new ArrayList<>(List.of(arguments));
    all.add("port=" + port);
    var child = kept(Child.java(folder, main, FLOOR_FLAGS, all.toArray(String[]::new)));
    Server.awaitReady(child, port, "/ready");
    return new Server(name, child, port, "");
  }

  /// Measures bare SQLite in rows a second.
  double sqliteFloor(int rowsPerCommit) {
    try (var child =
        Child.java(
            folder,
            SqliteFloor.class,
            FLOOR_FLAGS,
            "data=" + newFolder("sqlite"),
            "rows=" + rowsPerCommit,
            "millis=" + options.runMillis())) {
      return child.result().decimal("per_second");
    }
  }

  /// Loads a server for a while, with the best generator there is.
  Arguments repeat(Server server, Load load, int millis) {
    return generator.run(this, server, load, millis);
  }

  /// As [#repeat], with many connections, from one processor.
  Arguments busy(Server server, Load load, int millis) {
    return generator.runOnOneProcessor(this, server, load, millis);
  }

  /// Runs a command that prints one result, and returns it.
  Arguments run(String name, List<String> command) {
    try (var child = Child.generator(folder, name, new ProcessBuilder(command))) {
      return child.result();
    }
  }

  /// Runs the generator against a server. Returns its answer when the measurement is done.
  Arguments load(Server server, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("port=" + server.port());
    if (!server.token().isEmpty()) all.add("token=" + server.token());
    try (var child =
        Child.java(folder, LoadGenerator.class, CLIENT_FLAGS, all.toArray(String[]::new))) {
      return child.result();
    } catch (IllegalStateException failed) {
      throw new IllegalStateException(failed.getMessage() + server.process().logTail(), failed);
    }
  }

  /// Starts a swarm of readers. It answers when all are connected.
  Child swarm(Server server, Audience.Readers readers) {
    var all = new ArrayList<String>();
    all.add("port=" + server.port());
    all.add("path=" + readers.stream());
    all.add("connections=" + readers.connections());
    all.add("sockets=" + readers.sockets());
    all.add("socket_path=" + readers.socket());
    if (!server.token().isEmpty()) all.add("token=" + server.token());
    return Child.java(folder, ReaderSwarm.class, CLIENT_FLAGS, all.toArray(String[]::new));
  }

  /// Starts a swarm of readers with a publisher.
  Child pacedSwarm(Server server, List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("port=" + server.port(), "token=" + server.token()));
    return Child.java(folder, PacedSwarm.class, CLIENT_FLAGS, all.toArray(String[]::new));
  }

  /// Starts a swarm of receivers on several queues. The path of a queue is `path` with a number
  /// appended. The swarm answers when all receivers are connected.
  Child pollSwarm(Server server, String path, int queues, int connections) {
    return Child.java(
        folder,
        PollSwarm.class,
        CLIENT_FLAGS,
        "port=" + server.port(),
        "path=" + path,
        "queues=" + queues,
        "connections=" + connections,
        "token=" + server.token());
  }

  Path newFolder(String name) {
    try {
      return Files.createTempDirectory(folder, name + "-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Child kept(Child child) {
    running.push(child);
    return child;
  }

  /// The admin token of the server on that data directory.
  String adminToken(String dataName) {
    return secret(folder.resolve(dataName), "admin-token");
  }

  private static String token(Path data) {
    return secret(data, "demo-key");
  }

  private static String secret(Path data, String name) {
    try {
      return Files.readString(data.resolve(name)).strip();
    } catch (IOException missing) {
      throw new UncheckedIOException("no " + name, missing);
    }
  }

  @Override
  public void close() {
    while (!running.isEmpty()) running.pop().close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    } catch (IOException kept) {
      System.err.println("bench: could not remove " + folder);
    }
  }
}
