package io.edgemq.app;

import java.util.function.Supplier;

/// Where the secrets of a deployment are kept.
interface Secrets {
  /// The secret of that name; the first time, it is what `maker` makes, and stays that.
  String keep(String name, Supplier<String> maker);

  /// Tells a person where the secret of that name can be read again.
  String whereabouts(String name);
}
