package io.edgemq.jetstream.table;

import io.edgemq.domain.StoreException;
import org.jspecify.annotations.Nullable;

/// A row of a table.
///
/// @param readable the row's value; null when this process cannot read it
/// @param revision its sequence in the bucket's stream; no two rows ever have the same
public record Row<V>(@Nullable V readable, long revision) {
  /// The row's value. Throws `StoreException.Unavailable` when this process cannot read it: a row
  /// that is taken for missing could be overwritten.
  public V value() {
    if (readable == null) {
      throw new StoreException.Unavailable(
          "a required row cannot be read; the log names it",
          new IllegalStateException("unreadable row at " + revision));
    }
    return readable;
  }
}
