package io.edgemq.jetstream.table;

import java.io.IOException;

/// The encoding of rows.
public interface RowFormat<V> {
  /// Encodes `value` so that [#read] can decode it.
  byte[] write(V value);

  /// Decodes a row. Throws [IOException], [IllegalArgumentException] or
  /// [java.time.DateTimeException] when `bytes` are no such row.
  V read(byte[] bytes) throws IOException;
}
