package io.edgemq.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// A thousand readers of a topic with a steady publisher, of which one in a hundred stops reading
/// for a minute, dead. Compares the latency of the others and the rate of the publisher with the
/// times before and after, and sees that those who stopped get everything when they read on: over
/// the same connection, or, where the server has cut it meanwhile, over another one with their
/// cursor.
record SlowReadersScenario() implements Scenario {
  private static final int CONNECTIONS = 1_000;
  private static final int STOPPED = CONNECTIONS / 100;
  private static final int BYTES = 1_024;
  private static final int PER_SECOND = 50;
  private static final int WINDOW_MILLIS = 20_000;
  private static final double MOST_SLOWDOWN = 1.5;
  private static final double LEAST_RATE = 0.9;
  private static final double MOST_MEGABYTES = 32;
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final double MEGABYTE = 1 << 20;
  private static final double MICROS_A_MILLI = 1000;

  @Override
  public String name() {
    return "slow-readers";
  }

  @Override
  public String question() {
    return "1 000 SSE readers and 50 publishes a second, while 10 readers stop for a minute";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = lab.edgemq("data");
    edgemq.post("/v1/topics", "{\"name\":\"steady\"}");
    try (var swarm = lab.pacedSwarm(edgemq, arguments(lab))) {
      if (swarm.result().number("open") < CONNECTIONS) {
        throw new IllegalStateException("not all connected" + edgemq.process().logTail());
      }
      var before = Window.of(swarm, edgemq);
      swarm.tell("stop");
      var during = Window.of(swarm, edgemq);
      swarm.tell("wake");
      var woken = swarm.result();
      var after = Window.of(swarm, edgemq);
      return findings(new Windows(before, during, after), woken, swarm.result());
    }
  }

  private static List<String> arguments(Lab lab) {
    return List.of(
        "connections=" + CONNECTIONS,
        "stopped=" + STOPPED,
        "window_millis=" + Math.min(WINDOW_MILLIS, lab.options().stopMillis()),
        "stop_millis=" + lab.options().stopMillis(),
        "stream=/v1/topics/steady/stream",
        "publish=/v1/topics/steady/messages",
        "bytes=" + BYTES,
        "per_second=" + PER_SECOND);
  }

  /// What was seen for a while, and the memory at its end, after a collection.
  private record Window(double p99, double perSecond, OptionalLong resident) {
    static Window of(Child swarm, Server server) throws InterruptedException {
      var seen = swarm.result();
      server.process().collectGarbage();
      Server.pause(SETTLING); // memory is given back a moment later
      return new Window(
          seen.decimal("p99_micros") / MICROS_A_MILLI,
          seen.decimal("per_second"),
          server.process().residentBytes());
    }
  }

  private record Windows(Window before, Window during, Window after) {
    /// Of the 99th percentiles; what it is compared with is the mean of before and after.
    double slowdown() {
      return 2 * during.p99() / (before.p99() + after.p99());
    }

    double calmRate() {
      return (before.perSecond() + after.perSecond()) / 2;
    }

    String latencies() {
      return String.format(
          Locale.ROOT,
          "%.1f ms before, %.1f while, %.1f after",
          before.p99(),
          during.p99(),
          after.p99());
    }
  }

  private static List<Finding> findings(Windows windows, Arguments woken, Arguments end) {
    return List.of(
        Finding.times(
            "p99 while some stop", windows.slowdown(), windows.latencies(), MOST_SLOWDOWN),
        Finding.ratio(
            "publisher's rate", windows.during().perSecond(), windows.calmRate(), LEAST_RATE),
        growth(windows),
        Finding.memory("RSS at the end", windows.after().resident()),
        Finding.number("until they caught up", woken.number("caught_up_millis"), "ms"),
        Finding.number("connected again", woken.number("reconnected"), "of " + STOPPED),
        Finding.atMost("frames lost", end.number("lost"), "frames", 0),
        Finding.atMost("frames out of order", end.number("out_of_order"), "frames", 0));
  }

  private static Finding growth(Windows windows) {
    var before = windows.before().resident();
    var during = windows.during().resident();
    if (before.isEmpty() || during.isEmpty()) return Finding.skipped("RSS gained", "no /proc here");
    double megabytes = (during.getAsLong() - before.getAsLong()) / MEGABYTE;
    return Finding.atMost("RSS gained while they stop", megabytes, "MiB", MOST_MEGABYTES);
  }
}
