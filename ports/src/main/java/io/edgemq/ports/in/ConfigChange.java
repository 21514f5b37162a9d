package io.edgemq.ports.in;

/// A change of a configuration: makes the new one of the current one. A pure function, called once
/// for each attempt to save the change, in the caller's thread.
@FunctionalInterface
public interface ConfigChange<C> {
  /// The new configuration, or why there is none.
  Outcome<C> apply(C current);
}
