package io.edgemq.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time that a store under test sees. It stands still until a test moves it, or lets it run.
///
/// Only what a store compares with the clock follows it: leases, delays, retention, dedup windows.
/// How long a blocking call waits is real time. A store need not notice when the time is moved
/// while it waits; it looks again when something happens or its wait is over.
public final class TestTime implements InstantSource {
  /// What every test begins with.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant base = START;
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

  /// Moves the time; a negative `step` takes it back, as an operator's correction would.
  public synchronized void advance(Duration step) {
    base = base.plus(step);
  }

  /// Lets the time pass as real time does from now on.
  public synchronized void run() {
    base = instant();
    runningSince = System.nanoTime();
    pace = Pace.RUNNING;
  }
}
