package io.edgemq.sqlite;

/// When a listed message can be received, as the number by which the lists are sorted. One that has
/// to wait for something has the time when the wait is over. One that has not can be received
/// whatever the clock says, even when it is set back: it has the time since when that is so, moved
/// before the beginning of all other times, so that among its like the oldest is still the first.
final class DueTime {
  private static final long SHIFT = 1L << 52;

  /// Before every time of one that waits.
  static final long FIRST_TIMED = 0;

  private DueTime() {}

  /// For what is invisible for `delay` milliseconds from `now` on; at once when that is zero.
  static long after(long now, long delay) {
    return delay > 0 ? now + delay : now - SHIFT;
  }

  /// Whether it can be received whatever the clock says.
  static boolean isAlways(long due) {
    return due < FIRST_TIMED;
  }

  /// The time itself.
  static long time(long due) {
    return isAlways(due) ? due + SHIFT : due;
  }
}
