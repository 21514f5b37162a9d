package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/// Cuts ordered maps into pages.
final class TablePages {
  private TablePages() {}

  /// The page of `all` that `paging` asks for, of the values for which `item` returns something.
  static <V, T> Slice<T> of(
      NavigableMap<String, V> all, Paging paging, Function<V, Optional<T>> item) {
    var after = paging.after();
    var rest = after == null ? all : all.tailMap(after, false);
    var items = new ArrayList<T>();
    String lastKey = null;
    for (var entry : rest.entrySet()) {
      var made = item.apply(entry.getValue());
      if (made.isPresent()) {
        if (items.size() == paging.limit()) {
          return new Slice<>(items, lastKey);
        }
        items.add(made.get());
        lastKey = entry.getKey();
      }
    }
    return new Slice<>(items, null);
  }

  /// As above, for rows whose keys begin with `prefix`. The keys in `paging` omit the prefix.
  static <V, T> Slice<T> under(
      View<V> view, String prefix, Paging paging, Function<Row<V>, Optional<T>> item) {
    var after = paging.after() == null ? null : prefix + paging.after();
    var rows = view.under(prefix);
    if (after != null && (rows.isEmpty() || after.compareTo(rows.lastKey()) >= 0)) {
      return new Slice<>(List.of(), null);
    }
    var slice = of(rows, new Paging(after, paging.limit()), item);
    var next = slice.next();
    return new Slice<>(slice.items(), next == null ? null : next.substring(prefix.length()));
  }
}
