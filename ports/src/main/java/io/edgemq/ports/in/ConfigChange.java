package io.edgemq.ports.in;

/// A change of a configuration: what it was, made into what it shall be. A pure function.
@FunctionalInterface
public interface ConfigChange<C> {
  /// The new configuration, or why there is none.
  Outcome<C> apply(C current);
}
