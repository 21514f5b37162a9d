package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A server with thousands of readers of one stream, which gets bursts of messages in turns with
/// another one. Closing it ends the readers.
final class Audience implements AutoCloseable {
  private static final int WARM_CONNECTIONS = 20;
  private static final int WARM_BURSTS = 5;
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final Server server;
  private final Readers readers;
  private final Child swarm;
  private final OptionalDouble kilobytesEach;
  private final List<Arguments> bursts = new ArrayList<>();
  private final List<Double> cpuMicros = new ArrayList<>();

  /// Who reads what.
  ///
  /// @param connections how many read events
  /// @param sockets how many read a WebSocket
  /// @param burst how many messages are published together
  /// @param stream the path of the events
  /// @param socket the path of the WebSocket; empty without one
  record Readers(
      int connections, int sockets, int burst, String stream, String socket, Post publish) {
    /// A few of them.
    Readers few(int most) {
      return new Readers(
          Math.min(most, connections), Math.min(most, sockets), burst, stream, socket, publish);
    }

    int all() {
      return connections + sockets;
    }
  }

  private Audience(Server server, Readers readers, Child swarm, OptionalDouble kilobytesEach) {
    this.server = server;
    this.readers = readers;
    this.swarm = swarm;
    this.kilobytesEach = kilobytesEach;
  }

  /// Warms the server up with a few readers, so that classes and code are not counted as
  /// connections. Returns how many bytes a frame has.
  static int warm(Lab lab, Server server, Readers readers) throws InterruptedException {
    var few = readers.few(WARM_CONNECTIONS);
    try (var swarm = lab.swarm(server, few)) {
      swarm.result();
      var audience = new Audience(server, few, swarm, OptionalDouble.empty());
      for (int i = 0; i < WARM_BURSTS; i++) audience.framesPerSecond();
      Server.pause(Duration.ofSeconds(1));
      return audience.bursts.getLast().number("bytes_per_frame");
    }
  }

  /// Opens all connections and measures what they take. Throws `IllegalStateException` when some of
  /// them cannot be opened.
  static Audience open(Lab lab, Server server, Readers readers) throws InterruptedException {
    var before = atRest(server);
    var swarm = lab.swarm(server, readers);
    var open = swarm.result();
    if (open.number("open") < readers.all()) {
      swarm.close();
      throw new IllegalStateException(
          "only " + open.values() + " of " + readers.all() + server.process().logTail());
    }
    var after = atRest(server);
    var each =
        before.isPresent() && after.isPresent()
            ? OptionalDouble.of((after.getAsLong() - before.getAsLong()) / 1024.0 / readers.all())
            : OptionalDouble.empty();
    return new Audience(server, readers, swarm, each);
  }

  /// The resident memory after a collection: what a server that rests keeps.
  private static OptionalLong atRest(Server server) throws InterruptedException {
    Server.pause(SETTLING);
    server.process().collectGarbage();
    Server.pause(SETTLING);
    return server.process().residentBytes();
  }

  /// Publishes a burst: one batch, so that it depends on no publisher that waits its turn behind
  /// the readers. Returns the frames a second that the readers got, from the first to the
  /// last one.
  double framesPerSecond() {
    swarm.tell("expect " + readers.burst());
    swarm.result();
    long before = server.process().cpuNanos();
    publish();
    var seen = swarm.result();
    long used = server.process().cpuNanos() - before;
    cpuMicros.add(used / 1000.0 / Math.max(1, seen.number("frames")));
    bursts.add(seen);
    return seen.decimal("per_second");
  }

  private void publish() {
    var post = readers.publish();
    byte[] batch = Requests.batch(readers.burst(), Post.BYTES);
    try (var link = Link.to(server.port())) {
      link.exchange(Requests.post(post.path(), post.token(), "application/json", batch));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed.getMessage() + server.process().logTail(), failed);
    }
  }

  /// The process's memory for an idle connection; empty where there is no `/proc`.
  OptionalDouble kilobytesEach() {
    return kilobytesEach;
  }

  /// The processor time of the server for a frame: the median of its bursts.
  double cpuMicros() {
    return Turns.median(cpuMicros);
  }

  /// Frames of all bursts that did not arrive.
  int lost() {
    int expected = readers.all() * readers.burst();
    return bursts.stream().mapToInt(burst -> expected - burst.number("frames")).sum();
  }

  /// Frames that did not follow the one before.
  int outOfOrder() {
    return bursts.getLast().number("out_of_order");
  }

  @Override
  public void close() {
    swarm.close();
  }
}
