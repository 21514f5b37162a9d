package io.edgemq.bench;

import java.util.List;
import java.util.function.DoubleSupplier;

/// Receives and settles messages from a filled queue, ten at a time.
record DrainScenario() implements Scenario {
  private static final int MESSAGES = 100_000;

  /// Messages that a turn leaves in the queue, so that its end does not measure an empty queue.
  private static final int SPARE = 10_000;

  private static final double AT_LEAST_PER_SECOND = 30_000;

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String question() {
    return "receive(10) + settle(10), messages a second, 64 and 8 connections";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var queue = Queues.create(lab, lab.edgemq("data"), "drain");
    double filled = queue.fill(MESSAGES + SPARE);
    queue.drain(MESSAGES, 64);
    var medians = Turns.medians(lab.options().rounds(), List.of(turn(queue, 64), turn(queue, 8)));
    return List.of(
        Finding.atLeast("drain, 64 connections", medians.get(0), "msg/s", AT_LEAST_PER_SECOND),
        Finding.number("drain, 8 connections", medians.get(1), "msg/s"),
        Finding.number("batch send (100)", filled, "msg/s"));
  }

  private static DoubleSupplier turn(Queues queue, int connections) {
    return () -> {
      queue.fill(MESSAGES);
      return queue.drain(MESSAGES, connections);
    };
  }
}
