package io.edgemq.ports.in;

/// The value of a use case that has nothing to tell.
public enum Nothing {
  /// The only one.
  NOTHING;

  /// The outcome of such a use case, done.
  public static Outcome<Nothing> done() {
    return Outcome.done(NOTHING);
  }
}
