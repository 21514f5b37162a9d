package io.edgemq.nats.catalog;

import java.util.Optional;

/// Finds queues or topics by name.
///
/// @param <R> the type of names
/// @param <T> the type of resources
public interface ResourceLookup<R, T> {
  /// The resource of that name, from memory; the cluster is asked when memory has none.
  Optional<Incarnated<T>> locate(R ref);
}
