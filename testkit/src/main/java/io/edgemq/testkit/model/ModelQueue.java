package io.edgemq.testkit.model;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import java.util.HashMap;
import java.util.Map;

/// What the model knows of one queue besides its messages.
final class ModelQueue {
  private final QueueName name;
  private final QueueConfig config;
  private final ModelDedup dedup = new ModelDedup();
  private final Map<Long, Spot> claimed = new HashMap<>();
  private long greatest;

  ModelQueue(Queue queue) {
    this.name = queue.name();
    this.config = queue.config();
  }

  QueueName name() {
    return name;
  }

  QueueConfig config() {
    return config;
  }

  ModelDedup dedup() {
    return dedup;
  }

  boolean isFifo() {
    return config.type() == QueueType.FIFO;
  }

  boolean isExhausted(Spot spot) {
    var policy = config.deadLetter();
    return policy != null && policy.isExhausted(spot.attempts());
  }

  /// The greatest sequence that was ever seen here.
  long greatest() {
    return greatest;
  }

  /// Notes that `spot` has `sequence`, which no other message here may ever have.
  void claim(long sequence, Spot spot) {
    var other = claimed.putIfAbsent(sequence, spot);
    Disallowed.unless(
        other == null || other == spot,
        "sequence " + sequence + " of queue " + name.value() + " was given twice");
    saw(sequence);
  }

  /// Notes that the queue has come to `sequence`.
  void saw(long sequence) {
    greatest = Math.max(greatest, sequence);
  }
}
