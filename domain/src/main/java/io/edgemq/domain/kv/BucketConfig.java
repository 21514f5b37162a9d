package io.edgemq.domain.kv;

import io.edgemq.domain.Placement;
import io.edgemq.domain.TopicName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a bucket behaves.
///
/// @param history how many revisions of a key are kept, markers among them, 1 to [#MOST_HISTORY]
/// @param ttl how long a value lives after its last write at most; null: for ever
/// @param maxBytes how many bytes of keys and values all kept revisions may take; null: no limit. A
///     write that would exceed it is refused; nothing is dropped
/// @param changeStream the topic that is told of each write; null: none is
public record BucketConfig(
    int history,
    @Nullable Duration ttl,
    @Nullable Long maxBytes,
    Placement placement,
    @Nullable TopicName changeStream) {
  /// The most revisions of a key that a bucket keeps.
  public static final int MOST_HISTORY = 64;

  /// The configuration of a bucket that is created with its name only (SPEC 6).
  public static final BucketConfig DEFAULT =
      new BucketConfig(1, null, null, Placement.DEFAULT, null);

  public BucketConfig {
    if (history < 1
        || history > MOST_HISTORY
        || (ttl != null && !ttl.isPositive())
        || (maxBytes != null && maxBytes < 1)) {
      throw new IllegalArgumentException("not a bucket configuration");
    }
  }

  /// The same with that change stream; null: with none.
  public BucketConfig telling(@Nullable TopicName topic) {
    return new BucketConfig(history, ttl, maxBytes, placement, topic);
  }

  /// How long a value lives whose writer asked for `own`: the shorter of both counts; null: for
  /// ever.
  public @Nullable Duration lifetime(@Nullable Duration own) {
    if (ttl == null || own == null) {
      return ttl == null ? own : ttl;
    }
    return own.compareTo(ttl) < 0 ? own : ttl;
  }
}
