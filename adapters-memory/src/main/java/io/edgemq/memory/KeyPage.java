package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A page of a bucket's keys.
///
/// @param maxBytes bytes of keys and values after which it ends; the first is on it in any case
record KeyPage(KeyFilter filter, Paging paging, long maxBytes) {
  /// What `state` has for it.
  Slice<KvEntry> of(MemoryBucket state) {
    var items = new ArrayList<KvEntry>();
    long bytes = 0;
    for (var kept : state.keys().tailMap(begin(), true).values()) {
      var entry = kept.getLast().entry();
      var key = entry.key();
      if (!key.value().startsWith(filter.prefix())) {
        break;
      }
      if (!isBehind(key.value(), paging.after()) || !entry.isPut() || !filter.accepts(key)) {
        continue;
      }
      bytes += entry.sizeInBytes();
      if (items.size() == paging.limit() || (!items.isEmpty() && bytes > maxBytes)) {
        return new Slice<>(items, items.getLast().key().value());
      }
      items.add(entry);
    }
    return new Slice<>(items, null);
  }

  private String begin() {
    var after = paging.after();
    return after == null || after.compareTo(filter.prefix()) < 0 ? filter.prefix() : after;
  }

  private static boolean isBehind(String key, @Nullable String after) {
    return after == null || key.compareTo(after) > 0;
  }
}
