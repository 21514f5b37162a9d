package io.edgemq.store;

import io.edgemq.domain.lease.Moment;
import io.edgemq.ports.out.StoreTime;

/// Reads both clocks of a store at once.
public final class Moments {
  private Moments() {}

  /// The present moment. Both clocks are read in the same millisecond, however long the thread is
  /// held up between them: otherwise a lease could be given with a time before the end of the one
  /// before it.
  public static Moment now(StoreTime time) {
    while (true) {
      long elapsed = time.elapsedMillis();
      long wall = time.millis();
      if (time.elapsedMillis() == elapsed) {
        return new Moment(wall, elapsed);
      }
    }
  }
}
