package io.edgemq.ports.out;

import java.time.Instant;
import java.time.InstantSource;

/// The time that a store goes by: what the wall clock says, which somebody may set, and how much
/// time has passed, which nobody can. Timestamps, retention and dedup windows follow the first;
/// leases and delays that run follow the second.
public interface StoreTime extends InstantSource {
  /// In a millisecond.
  long NANOS = 1_000_000;

  /// Milliseconds since some moment of this process. Never falls, whatever the wall clock does.
  long elapsedMillis();

  /// The time of `wall`, the machine's own: both clocks go alike until somebody sets it.
  static StoreTime steady(InstantSource wall) {
    return new SteadyTime(wall, System::nanoTime);
  }

  /// The time of `wall`, and of the process's own clock.
  static StoreTime of(InstantSource wall) {
    return new StoreTime() {
      @Override
      public Instant instant() {
        return wall.instant();
      }

      @Override
      public long elapsedMillis() {
        return Math.floorDiv(System.nanoTime(), NANOS);
      }
    };
  }
}
