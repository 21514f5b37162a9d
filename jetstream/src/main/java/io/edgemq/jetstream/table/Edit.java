package io.edgemq.jetstream.table;

/// A change of one row.
public sealed interface Edit<V> {
  /// The row that it changes.
  String key();

  /// There is a row from now on, in place of one that may be there.
  record Put<V>(String key, V value) implements Edit<V> {}

  /// There is no such row from now on.
  record Remove<V>(String key) implements Edit<V> {}
}
