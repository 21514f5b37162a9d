package io.edgemq.store;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/// Cuts sorted maps into pages; the map's key is the paging key.
public final class Pages {
  private Pages() {}

  /// The part of `sorted` that `paging` asks for, each value shown as `view` says.
  public static <V, T> Slice<T> of(
      NavigableMap<String, V> sorted, Paging paging, Function<V, T> view) {
    return ofSome(sorted, paging, value -> Optional.of(view.apply(value)));
  }

  /// The same without the values for which `view` is empty: they do not count towards the limit.
  public static <V, T> Slice<T> ofSome(
      NavigableMap<String, V> sorted, Paging paging, Function<V, Optional<T>> view) {
    var after = paging.after();
    var rest = after == null ? sorted : sorted.tailMap(after, false);
    var items = new ArrayList<T>();
    String lastKey = null;
    for (var entry : rest.entrySet()) {
      var shown = view.apply(entry.getValue());
      if (shown.isPresent()) {
        if (items.size() == paging.limit()) {
          return new Slice<>(items, lastKey);
        }
        items.add(shown.get());
        lastKey = entry.getKey();
      }
    }
    return new Slice<>(items, null);
  }
}
