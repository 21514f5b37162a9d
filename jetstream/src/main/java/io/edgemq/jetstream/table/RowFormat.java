package io.edgemq.jetstream.table;

import java.io.IOException;

/// How rows are written.
public interface RowFormat<V> {
  /// The bytes that [#read] understands as `value`.
  byte[] write(V value);

  /// What `bytes` say. Throws [IOException], [IllegalArgumentException] or
  /// [java.time.DateTimeException] when they are no such row.
  V read(byte[] bytes) throws IOException;
}
