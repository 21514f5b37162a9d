package io.edgemq.jetstream.table;

import java.util.NavigableMap;
import java.util.Optional;

/// The rows of a table by key.
public record View<V>(NavigableMap<String, Row<V>> rows) {
  /// The row of that key, if there is one.
  public Optional<Row<V>> get(String key) {
    return Optional.ofNullable(rows.get(key));
  }

  /// The rows whose keys begin with `prefix`.
  public NavigableMap<String, Row<V>> under(String prefix) {
    return rows.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
  }
}
