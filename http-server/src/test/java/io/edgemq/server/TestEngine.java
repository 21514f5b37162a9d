package io.edgemq.server;

import io.edgemq.server.EdgeHttpServer.Surroundings;
import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A server on a free port, whose clock a test can let run faster.
final class TestEngine implements AutoCloseable {
  private static final int MAX_BODY = 1000;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final EdgeHttpServer server;
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong step = new AtomicLong();

  /// A server of those routes, in a dialect `text`.
  TestEngine(Patience patience, Route... routes) {
    this(patience, List.of(group("text", routes)));
  }

  TestEngine(Patience patience, List<RouteGroup> groups) {
    this(new ListenOptions("127.0.0.1", 0, patience), groups);
  }

  /// A server of those routes that takes on so much.
  TestEngine(Capacity capacity, Route... routes) {
    this(
        new ListenOptions("127.0.0.1", 0, Patience.DEFAULT, capacity),
        List.of(group("text", routes)));
  }

  TestEngine(ListenOptions options, List<RouteGroup> groups) {
    server =
        new EdgeHttpServer(
            options, groups, new Surroundings(registry, "0123456789ab", this::nanoTime));
    server.start();
  }

  static RouteGroup group(String dialect, Route... routes) {
    return new RouteGroup(new TextDialect(dialect), List.of(routes), MAX_BODY);
  }

  private long nanoTime() {
    return System.nanoTime() + skipped.addAndGet(step.get());
  }

  /// From now on so much time passes besides, each time that the server looks at the clock.
  void letTimePass(Duration eachTime) {
    step.set(eachTime.toNanos());
  }

  /// A line of text, with status 200.
  static Reply line(String text) {
    return TextDialect.text(Status.OK_200, text);
  }

  int port() {
    return server.port();
  }

  /// A client of bytes.
  Wire wire() throws IOException {
    return new Wire(port());
  }

  /// Everything that the server answers to `request`, after which nothing more is sent.
  String answer(String request) throws IOException {
    try (var wire = wire()) {
      return wire.send(request).finish().untilClosed();
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
