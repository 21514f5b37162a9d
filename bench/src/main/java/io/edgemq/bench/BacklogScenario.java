package io.edgemq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Compares the speed of a queue with a million waiting messages to that of a nearly empty one, and
/// measures the memory for it.
record BacklogScenario() implements Scenario {
  private static final int BACKLOG = 1_000_000;
  private static final int MESSAGES = 60_000;
  private static final int SPARE = 5_000;
  private static final int CONNECTIONS = 64;
  private static final double AT_LEAST = 0.9;
  private static final double AT_MOST_MEGABYTES = 512;
  private static final double MEGABYTE = 1 << 20;

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String question() {
    return "receive + settle with a million waiting against a nearly empty queue; memory";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var server = lab.edgemq("data");
    var small = Queues.create(lab, server, "small");
    var large = Queues.create(lab, server, "large");
    large.fill(BACKLOG);
    small.fill(MESSAGES + SPARE);
    small.drain(MESSAGES, CONNECTIONS);
    var medians =
        Turns.medians(lab.options().rounds(), List.of(() -> turn(small), () -> turn(large)));
    var findings = new ArrayList<Finding>();
    findings.add(
        Finding.ratio("drain, 1 M waiting / empty", medians.get(1), medians.get(0), AT_LEAST));
    findings.add(memory("RSS, 1 M waiting", server.process().residentBytes()));
    findings.add(memory("peak RSS, 1 M waiting", server.process().peakResidentBytes()));
    return findings;
  }

  private static double turn(Queues queue) {
    queue.fill(MESSAGES);
    return queue.drain(MESSAGES, CONNECTIONS);
  }

  private static Finding memory(String what, OptionalLong bytes) {
    return bytes.isPresent()
        ? Finding.atMost(what, bytes.getAsLong() / MEGABYTE, "MiB", AT_MOST_MEGABYTES)
        : Finding.skipped(what, "no /proc here");
  }
}
