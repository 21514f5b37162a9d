package io.edgemq.nats.catalog;

import java.util.Optional;

/// Which queues, or which topics, there are.
///
/// @param <R> what names one
/// @param <T> what it is
public interface ResourceLookup<R, T> {
  /// The one of that name, from memory; the cluster is asked when memory has none.
  Optional<Incarnated<T>> locate(R ref);
}
