package io.edgemq.memory;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.Moment;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.store.Moments;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The one lock of a store, its clock, and whether it is open. Only a thread that holds the lock
/// touches anything else in this package.
final class Guard {
  private final ReentrantLock lock = new ReentrantLock();
  private final StoreTime time;
  private volatile boolean closed;

  Guard(StoreTime time) {
    this.time = time;
  }

  /// Runs `work` under the lock and returns its result. Throws when the store is closed.
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Like [#locked], for work that may wait on a [#condition] and be interrupted.
  <T> T lockedInterruptibly(Wait<T> work) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      requireOpen();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Work that may wait.
  @FunctionalInterface
  interface Wait<T> {
    T get() throws InterruptedException;
  }

  /// A new condition of the lock.
  Condition condition() {
    return lock.newCondition();
  }

  /// Unix milliseconds now.
  long now() {
    return time.millis();
  }

  /// Now, by the wall clock and by the one that nobody sets.
  Moment moment() {
    return Moments.now(time);
  }

  /// The instant of [#now()].
  Instant instant() {
    return Instant.ofEpochMilli(now());
  }

  /// Throws when the store is closed. Takes no lock.
  void requireOpen() {
    if (closed) {
      throw new StoreException.Unavailable(
          "the store is closed", new IllegalStateException("closed"));
    }
  }

  /// Runs `work` under the lock, whether the store is open or not.
  void uninterrupted(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /// Closes the store. The caller must hold the lock, and must then wake all waiters.
  void markClosed() {
    closed = true;
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
