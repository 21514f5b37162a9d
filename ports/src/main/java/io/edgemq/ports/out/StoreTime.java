package io.edgemq.ports.out;

import java.time.Instant;
import java.time.InstantSource;

/// The time that a store goes by: what the wall clock says, which somebody may set, and how much
/// time has passed, which nobody can. Timestamps, retention and dedup windows follow the first;
/// leases and delays that run follow the second.
public interface StoreTime extends InstantSource {
  /// Milliseconds since some moment of this process. Never falls, whatever the wall clock does.
  long elapsedMillis();

  /// The time of `wall`, and of the process's own clock.
  static StoreTime of(InstantSource wall) {
    return new StoreTime() {
      @Override
      public Instant instant() {
        return wall.instant();
      }

      @Override
      public long elapsedMillis() {
        return Math.floorDiv(System.nanoTime(), 1_000_000L);
      }
    };
  }
}
