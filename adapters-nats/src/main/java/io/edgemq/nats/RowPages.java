package io.edgemq.nats;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.store.Pages;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Cuts the rows of a table into pages.
final class RowPages {
  private RowPages() {}

  /// The part that `paging` asks for of the rows whose keys begin with `prefix`, of those that
  /// `item` makes something of. The paging keys leave the prefix out.
  static <V, T> Slice<T> under(
      View<V> view, String prefix, Paging paging, Function<Row<V>, Optional<T>> item) {
    var after = paging.after() == null ? null : prefix + paging.after();
    var rows = view.under(prefix);
    if (after != null && (rows.isEmpty() || after.compareTo(rows.lastKey()) >= 0)) {
      return new Slice<>(List.of(), null);
    }
    var slice = Pages.ofSome(rows, new Paging(after, paging.limit()), item);
    var next = slice.next();
    return new Slice<>(slice.items(), next == null ? null : next.substring(prefix.length()));
  }
}
