package io.edgemq.ports.in;

/// What a caller has sent and nobody has looked at yet. A use case asks for it once, when it knows
/// that the caller may do what it wants; what asking for it throws is passed on.
@FunctionalInterface
public interface Sent<T> {
  /// It.
  T get();
}
