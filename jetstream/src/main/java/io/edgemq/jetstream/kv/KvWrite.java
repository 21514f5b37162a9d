package io.edgemq.jetstream.kv;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry to be written.
///
/// @param at the time of writing, by the writer's clock
/// @param end when the value's time is over; null: never
/// @param hops how many change streams it came through
public record KvWrite(KvKey key, KvChange change, Instant at, @Nullable Instant end, int hops) {
  /// What a purge does to the messages of its key that the stream has.
  public enum Earlier {
    /// The server removes them in the same step, as NATS clients do it.
    ROLLED_UP,
    /// They stay until somebody has read them; readers pass them over.
    KEPT
  }
}
