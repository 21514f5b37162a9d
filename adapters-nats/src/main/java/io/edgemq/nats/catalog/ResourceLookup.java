package io.edgemq.nats.catalog;

import java.util.Optional;

/// Finds queues or topics by name.
///
/// @param <R> the type of names
/// @param <T> the type of resources
public interface ResourceLookup<R, T> {
  /// The resource of that name, from memory; the cluster is asked when memory has none.
  Optional<Incarnated<T>> locate(R ref);

  /// Whether the catalog has this very resource. A lookup that can ask the catalog's leader does: a
  /// stream that is gone and still belongs to something is a damage, not a removal.
  default boolean isThere(R ref, long incarnation) {
    return locate(ref).filter(found -> found.incarnation() == incarnation).isPresent();
  }
}
