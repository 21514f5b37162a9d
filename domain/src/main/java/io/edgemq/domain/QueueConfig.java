package io.edgemq.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a queue behaves. Whatever has a duration (a lease, a delay, a message's stay, the memory of
/// a dedup key) is over as soon as it has passed: at its end, not after it. Ranges are checked
/// where input enters ([Limits]); here only what could never make sense is refused.
///
/// @param visibilityTimeout how long a received message is leased when the receiver does not say
/// @param retention how long a message is kept at most, from its sending on
/// @param delay how long a message stays invisible at first when the sender does not say
/// @param maxMessageBytes the largest payload
/// @param dedupWindow how long a dedup key is remembered
/// @param deadLetter where exhausted messages go; null means that they are handed out forever
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

  /// How long a message stays invisible at first that was sent with the delay `asked`; null: the
  /// sender left it to the queue.
  public Duration delayOr(@Nullable Duration asked) {
    return asked == null ? delay : asked;
  }

  /// How long a message is leased whose receiver asked for `asked`; null: the receiver left it to
  /// the queue.
  public Duration visibilityOr(@Nullable Duration asked) {
    return asked == null ? visibilityTimeout : asked;
  }

  /// What was stored at this instant or before is no longer kept at `now`.
  public Instant horizon(Instant now) {
    return now.minus(retention);
  }

  /// What a queue gets that is created with its name only (SPEC 3).
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
