package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.function.Function;

/// Cuts ordered maps into pages.
final class Pages {
  private Pages() {}

  /// The part of `all` that `paging` asks for.
  static <V, T> Slice<T> of(NavigableMap<String, V> all, Paging paging, Function<V, T> item) {
    var after = paging.after();
    var rest = after == null ? all : all.tailMap(after, false);
    var items = new ArrayList<T>();
    String lastKey = null;
    for (var entry : rest.entrySet()) {
      if (items.size() == paging.limit()) {
        return new Slice<>(items, lastKey);
      }
      items.add(item.apply(entry.getValue()));
      lastKey = entry.getKey();
    }
    return new Slice<>(items, null);
  }
}
