package io.edgemq.ports.in;

/// The value of a use case that has no value to answer.
public enum Unit {
  /// The only one.
  UNIT;

  private static final Outcome<Unit> DONE = Outcome.done(UNIT);

  /// The outcome of such a use case when it succeeded.
  public static Outcome<Unit> done() {
    return DONE;
  }
}
