package io.edgemq.memory;

import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An entry that a bucket keeps.
///
/// @param born when the time of a value began
/// @param ttl how long its writer wants a value to live; null: as long as the bucket's live
record KeptEntry(KvEntry entry, Instant born, @Nullable Duration ttl) {
  /// When a value's time is over, or a marker is dropped; empty: never.
  Optional<Instant> due(BucketConfig config) {
    return switch (entry.change()) {
      case KvChange.Put _ -> Optional.ofNullable(config.lifetime(ttl)).map(born::plus);
      case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ ->
          Optional.of(entry.timestamp().plus(KvEntry.MARKERS_KEPT));
    };
  }
}
