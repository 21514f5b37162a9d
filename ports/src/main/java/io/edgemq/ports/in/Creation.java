package io.edgemq.ports.in;

/// What came of a request to create something: the thing is there now, with the configuration that
/// was asked for.
public sealed interface Creation<T> {
  /// The thing.
  T thing();

  /// This call created it.
  record Created<T>(T thing) implements Creation<T> {}

  /// An equal one existed already; this call changed nothing.
  record Existing<T>(T thing) implements Creation<T> {}
}
