package io.edgemq.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a queue behaves. A lease, a delay, a retention and a dedup window are over at their last
/// instant, not after it. Use cases check ranges against [Limits]; this record refuses only values
/// that never make sense.
///
/// @param visibilityTimeout how long a received message is leased when the receiver does not say
/// @param retention how long a message is kept at most after it was sent
/// @param delay how long a message stays invisible at first when the sender does not say
/// @param maxMessageBytes the largest payload
/// @param dedupWindow how long a dedup key is remembered
/// @param deadLetter where messages go that were handed out too often; null: they are handed out
///     forever
public record QueueConfig(
    QueueType type,
    Duration visibilityTimeout,
    Duration retention,
    Duration delay,
    int maxMessageBytes,
    Duration dedupWindow,
    @Nullable DeadLetterPolicy deadLetter,
    Placement placement) {
  public QueueConfig {
    if (visibilityTimeout.isNegative()
        || !retention.isPositive()
        || delay.isNegative()
        || maxMessageBytes < 0
        || dedupWindow.isNegative()) {
      throw new IllegalArgumentException("not a queue configuration");
    }
  }

  /// How long a message stays invisible at first when its sender asked for the delay `asked`; null:
  /// the sender left it to the queue.
  public Duration delayOr(@Nullable Duration asked) {
    return asked == null ? delay : asked;
  }

  /// How long a message is leased when its receiver asked for `asked`; null: the receiver left it
  /// to the queue.
  public Duration visibilityOr(@Nullable Duration asked) {
    return asked == null ? visibilityTimeout : asked;
  }

  /// At `now`, messages that were stored at this instant or before are no longer kept.
  public Instant horizon(Instant now) {
    return now.minus(retention);
  }

  /// The same, of a queue that hands its messages out forever.
  public QueueConfig withoutDeadLetters() {
    return new QueueConfig(
        type, visibilityTimeout, retention, delay, maxMessageBytes, dedupWindow, null, placement);
  }

  /// The configuration of a queue that is created with its name only (SPEC 3).
  public static QueueConfig standard(int maxMessageBytes) {
    return new QueueConfig(
        QueueType.STANDARD,
        Duration.ofSeconds(30),
        Duration.ofDays(4),
        Duration.ZERO,
        maxMessageBytes,
        Duration.ofMinutes(2),
        null,
        Placement.DEFAULT);
  }
}
