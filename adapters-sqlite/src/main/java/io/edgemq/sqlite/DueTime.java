package io.edgemq.sqlite;

/// When a listed message can be received in queue time ([QueueClock]), as the number by which the
/// lists are sorted. A message
/// that waits has the time when its wait is over. A message that does not wait can be received
/// whatever the clock says, even when the clock is set back. It has the time since when it can be
/// received, shifted before all times of messages that wait, so that the oldest still comes first.
final class DueTime {
  private static final long SHIFT = 1L << 52;

  /// Every message that waits has this time or a later one.
  static final long FIRST_TIMED = 0;

  private DueTime() {}

  /// The due time of a message that waits `delay` milliseconds from `now` on, or does not wait when
  /// that is zero.
  static long after(long now, long delay) {
    return delay > 0 ? now + delay : now - SHIFT;
  }

  /// Whether the message can be received whatever the clock says.
  static boolean isAlways(long due) {
    return due < FIRST_TIMED;
  }

  /// The time itself.
  static long time(long due) {
    return isAlways(due) ? due + SHIFT : due;
  }
}
