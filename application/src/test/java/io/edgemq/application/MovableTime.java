package io.edgemq.application;

import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The machine's time, which a test can let pass faster.
final class MovableTime implements StoreTime {
  private volatile Duration ahead = Duration.ZERO;

  void advance(Duration step) {
    ahead = ahead.plus(step);
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(ahead);
  }

  @Override
  public long elapsedMillis() {
    return Math.floorDiv(System.nanoTime(), NANOS) + ahead.toMillis();
  }
}
