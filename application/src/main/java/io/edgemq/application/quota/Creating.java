package io.edgemq.application.quota;

import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Outcome;
import java.util.Optional;

/// A request to create something of which a tenant may have only so many.
public interface Creating<T> {
  /// How many of its kind the tenant has.
  long count();

  /// What comes of it when it is there already; empty when it is not.
  Optional<Outcome<Creation<T>>> there();

  /// Creates it.
  Outcome<Creation<T>> create();
}
