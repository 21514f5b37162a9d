package io.edgemq.testkit.model;

/// A store answered what no right store answers.
public final class Disallowed extends AssertionError {
  private static final long serialVersionUID = 1L;

  /// With what it did, and what it may have done.
  public Disallowed(String message) {
    super(message);
  }

  /// Fails unless `allowed`.
  static void unless(boolean allowed, String message) {
    if (!allowed) {
      throw new Disallowed(message);
    }
  }
}
