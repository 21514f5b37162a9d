package io.edgemq.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a topic behaves. When the log exceeds a limit, its oldest messages are removed.
///
/// @param retention how long a message is kept at most
/// @param maxBytes how many bytes of payload, attributes and subject are kept at most; null: no
///     limit
/// @param maxMessages how many messages are kept at most; null: no limit
public record TopicConfig(
    Duration retention,
    @Nullable Long maxBytes,
    @Nullable Long maxMessages,
    StorageType storage,
    Placement placement) {
  /// How long a topic remembers a dedup key (SPEC 2).
  public static final Duration DEDUP_WINDOW = Duration.ofMinutes(2);

  /// The configuration of a topic that is created with its name only (SPEC 4).
  public static final TopicConfig DEFAULT =
      new TopicConfig(Duration.ofDays(7), null, null, StorageType.FILE, Placement.DEFAULT);

  public TopicConfig {
    if (!retention.isPositive()
        || (maxBytes != null && maxBytes < 1)
        || (maxMessages != null && maxMessages < 1)) {
      throw new IllegalArgumentException("not a topic configuration");
    }
  }

  /// At `now`, messages that were stored at this instant or before are no longer kept.
  public Instant horizon(Instant now) {
    return now.minus(retention);
  }
}
