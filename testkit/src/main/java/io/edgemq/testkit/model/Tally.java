package io.edgemq.testkit.model;

/// A number that is known within bounds.
final class Tally {
  private long least;
  private long most;

  /// Counts one more that may be, or must be.
  void count(boolean may, boolean must) {
    least += must ? 1 : 0;
    most += may ? 1 : 0;
  }

  void check(String what, long number) {
    Disallowed.unless(
        least <= number && number <= most, number + " " + what + ", not " + least + " to " + most);
  }
}
