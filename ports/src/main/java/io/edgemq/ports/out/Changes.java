package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.Set;

/// Tells which things have changed, whichever process changed them. For one thread at a time.
///
/// @param <T> names one of the things
public interface Changes<T> extends AutoCloseable {
  /// Which things were made, changed or removed since the last answer. Waits until there is one, or
  /// `wait` has passed. What the store shows after an answer is at least as new as what the answer
  /// tells of. Several changes of one thing may be told as one, and a thing that did not change may
  /// be named.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  /// @throws InterruptedException when the waiting thread is interrupted; nothing is lost by it
  News<T> next(Duration wait) throws InterruptedException;

  /// Ends it. A [#next] that waits in another thread answers [Ended].
  @Override
  void close();

  /// What [#next] found.
  sealed interface News<T> {}

  /// @param things empty when nothing came in time
  record Changed<T>(Set<T> things) implements News<T> {
    public Changed {
      things = Set.copyOf(things);
    }
  }

  /// More has changed than is remembered for a slow caller, or it is not known what has: any thing
  /// may have changed.
  record Overrun<T>() implements News<T> {}

  /// It was closed.
  record Ended<T>() implements News<T> {}
}
