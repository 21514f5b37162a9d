package io.edgemq.nats;

import java.util.NavigableMap;
import java.util.Optional;

/// The rows of a table by key.
record View<V>(NavigableMap<String, Row<V>> rows) {
  /// The row of that key, if there is one.
  Optional<Row<V>> get(String key) {
    return Optional.ofNullable(rows.get(key));
  }

  /// The rows whose keys begin with `prefix`.
  NavigableMap<String, Row<V>> under(String prefix) {
    return rows.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
  }
}
