package io.edgemq.jetstream.table;

/// A change of one row.
public sealed interface Edit<V> {
  /// The row that it changes.
  String key();

  /// Inserts or replaces a row.
  record Put<V>(String key, V value) implements Edit<V> {}

  /// Removes a row.
  record Remove<V>(String key) implements Edit<V> {}
}
