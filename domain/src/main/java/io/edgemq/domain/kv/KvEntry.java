package io.edgemq.domain.kv;

import java.time.Duration;
import java.time.Instant;

/// One revision of one key.
///
/// @param revision its number within the bucket, from 1
/// @param timestamp when it was written, to the millisecond
/// @param hops how many change streams it came through ([Hops])
public record KvEntry(KvKey key, long revision, Instant timestamp, KvChange change, int hops) {
  /// How long a marker, which says that a key is gone, is kept (SPEC 6).
  public static final Duration MARKERS_KEPT = Duration.ofDays(7);

  /// Whether the key had a value from this revision on.
  public boolean isPut() {
    return change instanceof KvChange.Put;
  }

  /// The bytes of key and value: what it counts in the bucket's limit and in the tenant's quota.
  public long sizeInBytes() {
    return (long) key.sizeInBytes()
        + switch (change) {
          case KvChange.Put(var value) -> value.payload().size();
          case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ -> 0;
        };
  }
}
