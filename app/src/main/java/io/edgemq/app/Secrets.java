package io.edgemq.app;

import java.util.function.Supplier;

/// Keeps the secrets of a deployment.
interface Secrets {
  /// The secret of that name. The first call creates it with `maker`; later calls return the same.
  String keep(String name, Supplier<String> maker);

  /// Describes for a person where to read the secret of that name again.
  String whereabouts(String name);
}
