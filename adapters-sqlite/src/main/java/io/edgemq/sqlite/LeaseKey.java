package io.edgemq.sqlite;

import io.edgemq.domain.LeaseHandle;
import org.jspecify.annotations.Nullable;

/// Which lease a handle stands for: everything that is needed to find its row by primary key, and
/// to tell whether it is still the same lease. An extended lease is listed at another time, where
/// its former handles do not lead; a second look finds it.
///
/// @param queue the queue's number, which a queue made anew does not share
/// @param store which of the queue's stores; a purge begins a new one
/// @param due when the lease was to end when the handle was given out, in queue time
/// @param rev how often the message had changed hands; two leases of a message never share it, and
///     an extension does not change it
record LeaseKey(long queue, long store, long seq, long due, long rev) {
  private static final int RADIX = 36;

  /// This lease, to end at another time.
  LeaseKey at(long newDue) {
    return new LeaseKey(queue, store, seq, newDue, rev);
  }

  /// The handle that [#parse] understands as this.
  LeaseHandle handle() {
    return new LeaseHandle(
        Long.toString(queue, RADIX)
            + '.'
            + Long.toString(store, RADIX)
            + '.'
            + Long.toString(seq, RADIX)
            + '.'
            + Long.toString(due, RADIX)
            + '.'
            + Long.toString(rev, RADIX));
  }

  /// The lease that `handle` stands for; null when this store never gave out such a handle.
  static @Nullable LeaseKey parse(LeaseHandle handle) {
    var text = handle.value();
    var numbers = new long[5];
    int begin = 0;
    for (int i = 0; i < numbers.length; i++) {
      int dot = text.indexOf('.', begin);
      boolean last = i == numbers.length - 1;
      if (last != (dot < 0)) {
        return null;
      }
      try {
        numbers[i] = Long.parseLong(text, begin, last ? text.length() : dot, RADIX);
      } catch (NumberFormatException garbled) {
        return null;
      }
      begin = dot + 1;
    }
    return new LeaseKey(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
  }
}
