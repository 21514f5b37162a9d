package io.edgemq.application;

/// A wait whose end somebody else looks for now and then ([StreamTimeouts]).
interface TimedWait {
  /// Ends the wait when its time is over; nothing for one that sees that by itself.
  ///
  /// @param now as [System#nanoTime]
  void wakeWhenOverdue(long now);
}
