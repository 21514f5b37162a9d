package io.edgemq.sqlite;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One caller's piece of work for a thread of the store, and the caller who waits for it. Parking
/// and unparking one thread is all the hand-over there is: a future would cost as much again.
final class Call<W, R extends @Nullable Object> {
  private static final int QUEUED = 0;
  private static final int TAKEN = 1;
  private static final int DONE = 2;
  private static final int ABANDONED = 3;

  private final W work;
  private final Thread caller = Thread.currentThread();
  private final long deadline;
  private final AtomicInteger state = new AtomicInteger(QUEUED);
  private @Nullable R result;
  private @Nullable Throwable failure;

  /// Work that the current thread will wait for, no longer than `limit`.
  Call(W work, Duration limit) {
    this.work = work;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  W work() {
    return work;
  }

  /// Claims the work for the thread that does it; false when the caller has gone.
  boolean take() {
    return state.compareAndSet(QUEUED, TAKEN);
  }

  /// Keeps what came of the work, which the caller sees after [#release].
  void succeed(R value) {
    result = value;
    failure = null;
  }

  /// Keeps why nothing came of the work.
  void fail(Throwable cause) {
    failure = cause;
  }

  /// Lets the caller go on.
  void release() {
    state.set(DONE);
    LockSupport.unpark(caller);
  }

  /// Wakes the caller if its time is over.
  void wakeWhenOverdue(long now) {
    if (now - deadline >= 0) {
      LockSupport.unpark(caller);
    }
  }

  /// Whether the caller will wait no longer.
  boolean isOverdue() {
    return System.nanoTime() - deadline >= 0;
  }

  /// Waits for the outcome; `timeouts` wakes it when there is none in time. An interrupt does not
  /// end the wait, because the work may take effect nevertheless and the caller must know. The
  /// interrupt is kept for the caller.
  R await(CallTimeouts timeouts) {
    boolean interrupted = false;
    timeouts.add(this);
    while (state.get() != DONE && !isOverdue()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    timeouts.remove(this);
    if (interrupted) {
      caller.interrupt();
    }
    return outcome();
  }

  @SuppressWarnings("NullAway") // the result is what succeed was given, null only where R allows it
  private R outcome() {
    if (state.get() != DONE) {
      boolean untouched = state.compareAndSet(QUEUED, ABANDONED);
      throw new StoreException.TimedOut(
          untouched
              ? "the store was too busy to begin; nothing was done"
              : "the store did not answer in time; the call may still take effect",
          new java.util.concurrent.TimeoutException());
    }
    if (failure != null) {
      throw Failures.translate(failure);
    }
    return result;
  }
}
