package io.edgemq.app;

import java.util.Optional;
import java.util.function.Supplier;

/// Keeps the secrets of a deployment.
interface Secrets {
  /// The secret of that name. The first call creates it with `maker`; later calls return the same.
  String keep(String name, Supplier<String> maker);

  /// The secret of that name, if there is one.
  Optional<String> find(String name);

  /// Whether the operator provides the secret of that name.
  default boolean isGiven(String name) {
    return false;
  }

  /// Describes for a person where to read the secret of that name again.
  String whereabouts(String name);
}
