package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What configurations may hold, given a tenant's limits.
final class ConfigRules {
  private static final Duration LEAST_RETENTION = Duration.ofSeconds(1);

  /// Of values (SPEC 6).
  private static final Duration SHORTEST_LIFE = Duration.ofMillis(1);

  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  private ConfigRules() {}

  /// What is wrong with a queue's name and configuration; empty when nothing is.
  static Optional<Refusal> check(QueueName name, QueueConfig config, Limits limits) {
    if (name.endsInFifo() && config.type() == QueueType.STANDARD) {
      return Optional.of(new Refusal.FifoName(name));
    }
    return Ranges.check(Limit.QUEUE_VISIBILITY, config.visibilityTimeout(), limits.visibility())
        .or(() -> retention(config.retention(), limits))
        .or(() -> Ranges.check(Limit.DELAY, config.delay(), limits.delay()))
        .or(() -> Ranges.check(Limit.DEDUP_WINDOW, config.dedupWindow(), limits.retention()))
        .or(
            () ->
                Ranges.check(
                    Limit.QUEUE_MESSAGE_BYTES, config.maxMessageBytes(), limits.messageBytes()));
  }

  /// What is wrong with a topic's configuration; empty when nothing is.
  static Optional<Refusal> check(TopicConfig config, Limits limits) {
    return retention(config.retention(), limits);
  }

  /// What is wrong with a bucket's configuration; empty when nothing is. A history that is out of
  /// range is no configuration at all.
  static Optional<Refusal> check(BucketConfig config) {
    return lifetime(Limit.BUCKET_TTL, config.ttl());
  }

  /// What is wrong with how long a value is to live; empty when nothing is.
  ///
  /// @param value null: nobody says
  static Optional<Refusal> lifetime(Limit limit, @Nullable Duration value) {
    return value == null
        ? Optional.empty()
        : Ranges.check(limit, value, SHORTEST_LIFE, LONGEST_LIFE);
  }

  private static Optional<Refusal> retention(Duration value, Limits limits) {
    return Ranges.check(Limit.RETENTION, value, LEAST_RETENTION, limits.retention());
  }
}
