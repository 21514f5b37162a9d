package io.edgemq.nats;

import java.util.Optional;

/// Which queues, or which topics, there are.
///
/// @param <R> what names one
/// @param <T> what it is
interface Directory<R, T> {
  /// The one of that name, from memory; the cluster is asked when memory has none.
  Optional<Existing<T>> locate(R ref);
}
