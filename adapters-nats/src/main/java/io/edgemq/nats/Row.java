package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import org.jspecify.annotations.Nullable;

/// A row of a table.
///
/// @param readable what it says; null when this process can not read it
/// @param revision its sequence in the bucket's stream: no two rows ever have the same
record Row<V>(@Nullable V readable, long revision) {
  /// What it says. Throws `StoreException.Unavailable` when this process can not read it: taking it
  /// for missing could lead to its being written over.
  V value() {
    if (readable == null) {
      throw new StoreException.Unavailable(
          "a row that this depends on can not be read; the log names it",
          new IllegalStateException("unreadable row at " + revision));
    }
    return readable;
  }
}
