package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.TopicConfig;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.Optional;

/// What configurations may hold, given the limits of the process.
final class ConfigRules {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Limits limits;

  ConfigRules(Limits limits) {
    this.limits = limits;
  }

  /// What is wrong with a queue's name and configuration; empty when nothing is.
  Optional<Refusal> check(QueueName name, QueueConfig config) {
    if (name.endsInFifo() && config.type() == QueueType.STANDARD) {
      return Optional.of(
          new Refusal.Unprocessable(
              "fifo_name", "only a FIFO queue's name may end in .fifo; add \"fifo\": true"));
    }
    return within("visibility_timeout_seconds", config.visibilityTimeout(), limits.visibility())
        .or(() -> retention(config.retention()))
        .or(() -> within("delay_seconds", config.delay(), limits.delay()))
        .or(() -> within("dedup_window_seconds", config.dedupWindow(), limits.retention()))
        .or(() -> messageBytes(config.maxMessageBytes()));
  }

  /// What is wrong with a topic's configuration; empty when nothing is.
  Optional<Refusal> check(TopicConfig config) {
    return retention(config.retention());
  }

  /// A refusal unless `value` is 0 to `most`.
  static Optional<Refusal> within(String field, Duration value, Duration most) {
    return value.isNegative() || value.compareTo(most) > 0
        ? Optional.of(new Refusal.OutOfRange(field, "0 to " + most.toSeconds() + " seconds"))
        : Optional.empty();
  }

  /// A refusal unless `value` is 1 to `most`.
  static Optional<Refusal> within(String field, int value, int most) {
    return value < 1 || value > most
        ? Optional.of(new Refusal.OutOfRange(field, "1 to " + most))
        : Optional.empty();
  }

  private Optional<Refusal> retention(Duration value) {
    return value.compareTo(SECOND) < 0 || value.compareTo(limits.retention()) > 0
        ? Optional.of(
            new Refusal.OutOfRange(
                "retention_seconds", "1 to " + limits.retention().toSeconds() + " seconds"))
        : Optional.empty();
  }

  private Optional<Refusal> messageBytes(int value) {
    return within("max_message_bytes", value, limits.messageBytes());
  }
}
