package io.edgemq.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Five thousand readers of one topic over SSE. Measures the cost of an idle reader, and whether a
/// burst reaches all readers complete and in order. The baseline is a bare server that sends the
/// same bytes.
record StreamScenario() implements Scenario {
  private static final int CONNECTIONS = 5_000;
  private static final int BURST = 50;
  private static final double AT_MOST_KILOBYTES = 40;

  /// The measurements of one server.
  private record Seen(
      OptionalDouble kilobytesPerConnection,
      double framesPerSecond,
      int lost,
      int outOfOrder,
      int frameBytes) {}

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public String question() {
    return "5 000 SSE readers: memory when idle, a burst of 50 messages to all";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var server = lab.edgemq("data");
    server.post("/v1/topics", "{\"name\":\"burst\"}");
    var seen = watch(lab, server, "/v1/topics/burst/stream", "/v1/topics/burst/messages");
    server.close();
    var bare = watch(lab, lab.sseFloor(seen.frameBytes()), "/stream", "/messages");
    var findings = new ArrayList<Finding>();
    findings.add(memory("RSS per idle stream", seen, AT_MOST_KILOBYTES));
    findings.add(memory("RSS per idle stream, bare", bare, Double.MAX_VALUE));
    findings.add(Finding.atMost("frames lost", seen.lost(), "frames", 0));
    findings.add(Finding.atMost("frames out of order", seen.outOfOrder(), "frames", 0));
    findings.add(
        Finding.ratio("frames / bare stream", seen.framesPerSecond(), bare.framesPerSecond()));
    return findings;
  }

  private static Seen watch(Lab lab, Server server, String stream, String publish)
      throws InterruptedException {
    warmUp(lab, server, stream, publish);
    var before = server.process().residentBytes();
    try (var swarm = lab.swarm(server, stream, CONNECTIONS)) {
      var open = swarm.result();
      if (open.number("open") < CONNECTIONS) {
        throw new IllegalStateException(
            "only " + open.values() + " of " + CONNECTIONS + server.process().logTail());
      }
      Server.pause(Duration.ofSeconds(2));
      var after = server.process().residentBytes();
      var bursts = new ArrayList<Arguments>();
      for (int i = 0; i < lab.options().rounds(); i++) {
        bursts.add(burst(lab, server, swarm, publish));
      }
      var memory =
          before.isPresent() && after.isPresent()
              ? OptionalDouble.of((after.getAsLong() - before.getAsLong()) / 1024.0 / CONNECTIONS)
              : OptionalDouble.empty();
      return seen(memory, bursts);
    }
  }

  /// Warms up with a few readers and messages, so that classes and code are not counted as
  /// connections.
  private static void warmUp(Lab lab, Server server, String stream, String publish)
      throws InterruptedException {
    try (var few = lab.swarm(server, stream, 20)) {
      few.result();
      burst(lab, server, few, publish);
    }
    Server.pause(Duration.ofSeconds(1));
  }

  private static Arguments burst(Lab lab, Server server, Child swarm, String publish) {
    swarm.tell("expect " + BURST);
    swarm.result();
    lab.load(
        server,
        "workload=post",
        "bytes=256",
        "path=" + publish,
        "connections=1",
        "exactly=" + BURST);
    return swarm.result();
  }

  private static Seen seen(OptionalDouble memory, List<Arguments> bursts) {
    int lost = 0;
    for (var burst : bursts) lost += CONNECTIONS * BURST - burst.number("frames");
    var last = bursts.getLast();
    return new Seen(
        memory,
        Turns.median(bursts.stream().mapToDouble(b -> b.decimal("per_second")).toArray()),
        lost,
        last.number("out_of_order"),
        last.number("bytes_per_frame"));
  }

  private static Finding memory(String what, Seen seen, double bound) {
    if (seen.kilobytesPerConnection().isEmpty()) return Finding.skipped(what, "no /proc here");
    double kilobytes = seen.kilobytesPerConnection().getAsDouble();
    return bound == Double.MAX_VALUE
        ? Finding.number(what, kilobytes, "KiB")
        : Finding.atMost(what, kilobytes, "KiB", bound);
  }
}
