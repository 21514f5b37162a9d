package io.edgemq.bench;

import java.util.List;

/// Receives and settles messages from a filled queue in a cluster of one server, ten at a time.
record NatsDrainScenario() implements Scenario {
  private static final int MESSAGES = 100_000;

  /// Messages that a turn leaves in the queue, so that its end does not measure an empty queue.
  private static final int SPARE = 10_000;

  private static final int CONNECTIONS = 64;
  private static final double AT_LEAST_PER_SECOND = 20_000;

  @Override
  public String name() {
    return "nats-drain";
  }

  @Override
  public String question() {
    return "on NATS: receive(10) + settle(10), messages a second, 64 connections";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var queue = Queues.create(lab, lab.edgemq(lab.nats()), "drain");
    double filled = queue.fill(MESSAGES + SPARE);
    queue.drain(MESSAGES, CONNECTIONS);
    var medians =
        Turns.medians(
            lab.options().rounds(),
            List.of(
                () -> {
                  queue.fill(MESSAGES);
                  return queue.drain(MESSAGES, CONNECTIONS);
                }));
    return List.of(
        Finding.atLeast("drain, 64 connections", medians.get(0), "msg/s", AT_LEAST_PER_SECOND),
        Finding.number("batch send (100)", filled, "msg/s"));
  }
}
