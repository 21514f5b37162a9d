package io.edgemq.testkit;

import io.edgemq.domain.TopicConfig;
import java.time.Duration;

/// Topic configurations for tests, one limit each.
public final class TopicSetup {
  private static final TopicConfig PLAIN = TopicConfig.DEFAULT;

  private TopicSetup() {}

  /// A topic that keeps messages for `retention`.
  public static TopicConfig retention(Duration retention) {
    return new TopicConfig(retention, null, null, PLAIN.storage(), PLAIN.placement());
  }

  /// A topic that keeps `messages` messages.
  public static TopicConfig maxMessages(long messages) {
    return new TopicConfig(PLAIN.retention(), null, messages, PLAIN.storage(), PLAIN.placement());
  }

  /// A topic that keeps `bytes` bytes.
  public static TopicConfig maxBytes(long bytes) {
    return new TopicConfig(PLAIN.retention(), bytes, null, PLAIN.storage(), PLAIN.placement());
  }
}
