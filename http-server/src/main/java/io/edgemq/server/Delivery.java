package io.edgemq.server;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A request on its way to being counted: under the status of its answer once that is delivered,
/// else as aborted.
final class Delivery implements AutoCloseable {
  /// Stands for no status: the answer was cut.
  static final int ABORTED = 0;

  private final IntFunction<Timer> timers;
  private final long began;
  private int status;
  private boolean counted;

  /// @param timers what counts answers of a status
  /// @param began when the request came, as [System#nanoTime]
  Delivery(IntFunction<Timer> timers, long began) {
    this.timers = timers;
    this.began = began;
  }

  /// The same, for whoever delivers the answer from here on; this one counts nothing more.
  Delivery handOver() {
    var other = new Delivery(timers, began);
    other.status = status;
    counted = true;
    return other;
  }

  /// The request gets an answer of that status.
  void answer(int other) {
    status = other;
  }

  /// The answer is delivered, or has begun if it has no end. Counted once.
  void done() {
    if (!counted) {
      count(status);
    }
  }

  private void count(int outcome) {
    counted = true;
    timers.apply(outcome).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  /// Whatever is not delivered by now was cut.
  @Override
  public void close() {
    if (!counted) {
      count(ABORTED);
    }
  }
}
