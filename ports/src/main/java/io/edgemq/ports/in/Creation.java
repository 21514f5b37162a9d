package io.edgemq.ports.in;

/// A thing that was asked to be made.
///
/// @param novelty whether it was there before, equal
public record Creation<T>(T thing, Novelty novelty) {
  /// Whether a thing was there before.
  public enum Novelty {
    /// It was made now.
    NEW,
    /// It was there.
    EXISTING
  }
}
