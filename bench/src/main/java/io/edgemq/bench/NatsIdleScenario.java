package io.edgemq.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cost of ten thousand receivers on empty queues, which wait for 20 seconds again and again.
/// They are on one queue, or spread over a hundred.
record NatsIdleScenario() implements Scenario {
  private static final int CONNECTIONS = 10_000;
  private static final double AT_MOST_PERCENT = 5;

  /// Time for four waits of each receiver. The young generation is usually collected at least once.
  private static final Duration WATCHED = Duration.ofSeconds(80);

  /// Warm-up time. Each wait is a second long here: with less to do, the JIT compilers would need
  /// many minutes.
  private static final Duration WARMING = Duration.ofSeconds(90);

  /// Time until all receivers have begun the second of their long waits.
  private static final Duration SETTLING = Duration.ofSeconds(25);

  @Override
  public String name() {
    return "nats-idle";
  }

  @Override
  public String question() {
    return "on NATS: 10 000 idle long polls, percent of one core";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    for (int queues : List.of(1, 100)) {
      var nats = lab.nats();
      try (var server = lab.edgemq(nats)) {
        var over = queues + (queues == 1 ? " queue" : " queues");
        findings.addAll(watch(lab, new Watched(server, nats, over), queues));
      } finally {
        nats.process().close();
      }
    }
    return findings;
  }

  /// The processes that are measured, and their set-up.
  private record Watched(Server server, NatsServer nats, String over) {}

  private static List<Finding> watch(Lab lab, Watched watched, int queues)
      throws InterruptedException {
    var server = watched.server();
    var nats = watched.nats();
    var over = watched.over();
    for (int i = 0; i < queues; i++) {
      server.post("/v1/queues", "{\"name\":\"idle-" + i + "\",\"replicas\":1}");
    }
    try (var swarm = lab.pollSwarm(server, "/v1/queues/idle-", queues, CONNECTIONS)) {
      requireAll(swarm.result(), "open", server);
      Server.pause(WARMING);
      swarm.tell("rest");
      Server.pause(SETTLING);
      long before = server.process().cpuNanos();
      long natsBefore = nats.process().cpuNanos();
      long start = System.nanoTime();
      Server.pause(WATCHED);
      double nanos = System.nanoTime() - start;
      double percent = 100 * (server.process().cpuNanos() - before) / nanos;
      double natsPercent = 100 * (nats.process().cpuNanos() - natsBefore) / nanos;
      swarm.tell("state");
      requireAll(swarm.result(), "waiting", server);
      return List.of(
          Finding.atMost("CPU, " + over, percent, "% of a core", AT_MOST_PERCENT),
          Finding.memory("RSS, " + over, server.process().residentBytes()),
          Finding.number("CPU of nats-server, " + over, natsPercent, "% of a core"));
    }
  }

  private static void requireAll(Arguments seen, String what, Server server) {
    if (seen.number(what) < CONNECTIONS) {
      throw new IllegalStateException(
          "only " + seen.values() + " of " + CONNECTIONS + server.process().logTail());
    }
  }
}
