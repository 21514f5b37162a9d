package io.edgemq.testkit;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Placement;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import java.time.Duration;

/// Queue configurations for tests, one difference at a time.
public record QueueSetup(QueueConfig config) {
  /// A standard queue: visibility 30 s, retention 4 days, dedup window 2 minutes, no dead letters.
  public static QueueSetup standard() {
    return new QueueSetup(QueueConfig.standard(1 << 20));
  }

  /// A FIFO queue, otherwise as [#standard()].
  public static QueueSetup fifo() {
    var c = standard().config;
    return new QueueSetup(
        new QueueConfig(
            QueueType.FIFO,
            c.visibilityTimeout(),
            c.retention(),
            c.delay(),
            c.maxMessageBytes(),
            c.dedupWindow(),
            null,
            Placement.DEFAULT));
  }

  /// This with another retention.
  public QueueSetup retention(Duration retention) {
    return new QueueSetup(
        new QueueConfig(
            config.type(),
            config.visibilityTimeout(),
            retention,
            config.delay(),
            config.maxMessageBytes(),
            config.dedupWindow(),
            config.deadLetter(),
            config.placement()));
  }

  /// This with another dedup window.
  public QueueSetup dedupWindow(Duration window) {
    return new QueueSetup(
        new QueueConfig(
            config.type(),
            config.visibilityTimeout(),
            config.retention(),
            config.delay(),
            config.maxMessageBytes(),
            window,
            config.deadLetter(),
            config.placement()));
  }

  /// This with another visibility timeout.
  public QueueSetup visibility(Duration visibility) {
    return new QueueSetup(
        new QueueConfig(
            config.type(),
            visibility,
            config.retention(),
            config.delay(),
            config.maxMessageBytes(),
            config.dedupWindow(),
            config.deadLetter(),
            config.placement()));
  }

  /// This with another delay.
  public QueueSetup delay(Duration delay) {
    return new QueueSetup(
        new QueueConfig(
            config.type(),
            config.visibilityTimeout(),
            config.retention(),
            delay,
            config.maxMessageBytes(),
            config.dedupWindow(),
            config.deadLetter(),
            config.placement()));
  }

  /// This with a dead-letter queue.
  public QueueSetup deadLetter(String queue, int maxReceives) {
    return new QueueSetup(
        new QueueConfig(
            config.type(),
            config.visibilityTimeout(),
            config.retention(),
            config.delay(),
            config.maxMessageBytes(),
            config.dedupWindow(),
            new DeadLetterPolicy(new QueueName(queue), maxReceives),
            config.placement()));
  }
}
