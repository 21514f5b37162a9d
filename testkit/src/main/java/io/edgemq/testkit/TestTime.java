package io.edgemq.testkit;

import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;

/// The time that a store under test sees. It stands still until a test moves it, or lets it run.
///
/// The wall clock can be set besides, in either direction, without any time passing.
///
/// Only what a store compares with a clock follows it: leases, delays, retention, dedup windows.
/// How long a blocking call waits is real time. A store need not notice when the time is moved
/// while it waits; it looks again when something happens or its wait is over.
public final class TestTime implements StoreTime {
  /// What every test begins with.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant base = START;
  private long elapsed = 1_000_000;
  private long runningSince;
  private Pace pace = Pace.STANDING;

  private enum Pace {
    STANDING,
    RUNNING
  }

  @Override
  public synchronized Instant instant() {
    return switch (pace) {
      case STANDING -> base;
      case RUNNING -> base.plusNanos(System.nanoTime() - runningSince);
    };
  }

  @Override
  public synchronized long elapsedMillis() {
    return switch (pace) {
      case STANDING -> elapsed;
      case RUNNING -> elapsed + Duration.ofNanos(System.nanoTime() - runningSince).toMillis();
    };
  }

  /// Lets time pass. A negative `step` sets the wall clock back instead: no time passes backwards.
  public synchronized void advance(Duration step) {
    set(step);
    if (step.isPositive()) {
      elapsed += step.toMillis();
    }
  }

  /// Sets the wall clock forward or back, as an operator's correction would.
  public synchronized void set(Duration step) {
    base = base.plus(step);
  }

  /// Lets the time pass as real time does from now on.
  public synchronized void run() {
    base = instant();
    elapsed = elapsedMillis();
    runningSince = System.nanoTime();
    pace = Pace.RUNNING;
  }
}
