package io.edgemq.ports.out;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Counts both times with one clock, so that they are the same whole number of milliseconds apart
/// at every reading; otherwise a lease that ends when its span has elapsed could end a millisecond
/// before its time on the wall clock. What the wall clock says is followed in whole milliseconds,
/// once it is one or more away.
final class SteadyTime implements StoreTime {
  private static final long SECOND = 1_000_000_000L;

  private final InstantSource wall;
  private final LongSupplier nanos;

  /// Unix nanoseconds less [#nanos], of the first reading.
  private final long apart;

  /// By how many milliseconds the wall clock was set since.
  private volatile long set;

  SteadyTime(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    long before = nanos.getAsLong();
    long unix = unixNanos();
    this.apart = unix - before;
  }

  /// By the wall clock, to the millisecond.
  @Override
  public Instant instant() {
    long before = nanos.getAsLong() + apart;
    long unix = unixNanos();
    long after = nanos.getAsLong() + apart;
    long steps = set;
    // The thread may be held up between readings: the wall clock's belongs anywhere between them.
    long behind = unix - before - steps * NANOS;
    long ahead = unix - after - steps * NANOS;
    if (behind <= -NANOS) {
      steps += Math.floorDiv(behind, NANOS);
      set = steps;
    } else if (ahead >= NANOS) {
      steps += Math.floorDiv(ahead, NANOS);
      set = steps;
    }
    return Instant.ofEpochMilli(Math.floorDiv(after, NANOS) + steps);
  }

  @Override
  public long elapsedMillis() {
    return Math.floorDiv(nanos.getAsLong() + apart, NANOS);
  }

  private long unixNanos() {
    var now = wall.instant();
    return now.getEpochSecond() * SECOND + now.getNano();
  }
}
