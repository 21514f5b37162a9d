package io.edgemq.nats.kv;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry, and when the value's time is over.
///
/// @param written as its writer decided it; null: it did not
/// @param end as it counts now that the bucket's own limit does, too; null: never
record StoredEntry(KvEntry entry, @Nullable Instant written, @Nullable Instant end) {
  /// Whether the key has this value at `now`, if this is its newest entry.
  boolean isThereAt(Instant now) {
    return entry.isPut() && (end == null || now.isBefore(end));
  }

  /// Whether it is a value whose time is over at `now`.
  boolean isOverAt(Instant now) {
    return entry.isPut() && !isThereAt(now);
  }

  /// Whether it is a marker that is no longer kept at `now`.
  boolean isForgottenAt(Instant now) {
    return !entry.isPut() && !entry.timestamp().plus(KvEntry.MARKERS_KEPT).isAfter(now);
  }

  /// Whether the value had ended when the key's next entry was written.
  private boolean endedBefore(StoredEntry next) {
    return entry.change() instanceof KvChange.Put
        && written != null
        && !written.isAfter(next.entry().timestamp());
  }

  /// Those of a key's entries, the oldest first, that a bucket shows at `now` that keeps `history`
  /// of each key.
  static List<KvEntry> shown(List<StoredEntry> all, int history, Instant now) {
    if (all.isEmpty() || all.getLast().isOverAt(now)) {
      return List.of();
    }
    int from = Math.max(0, all.size() - history);
    for (int i = from; i < all.size(); i++) {
      var each = all.get(i);
      if (each.entry().change().removesHistory()) {
        from = i;
      } else if (i + 1 < all.size() && each.endedBefore(all.get(i + 1))) {
        from = i + 1;
      }
    }
    var shown = new ArrayList<KvEntry>();
    for (var each : all.subList(from, all.size() - 1)) {
      if (!each.isForgottenAt(now)) {
        shown.add(each.entry());
      }
    }
    shown.add(all.getLast().entry()); // it goes with all before it, or not at all
    return shown;
  }
}
