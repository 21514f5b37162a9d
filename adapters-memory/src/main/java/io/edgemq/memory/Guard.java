package io.edgemq.memory;

import io.edgemq.domain.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The one lock of a store, its clock, and whether it is open. Everything else in this package is
/// only touched by a thread that holds the lock.
final class Guard {
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource time;
  private volatile boolean closed;

  Guard(InstantSource time) {
    this.time = time;
  }

  /// What `work` answers, done while nobody else does anything. Throws when the store is closed.
  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// As [#locked], for work that may wait on a [#condition] and be interrupted.
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

  /// Something to wait on while the lock is held.
  Condition condition() {
    return lock.newCondition();
  }

  /// Unix milliseconds now.
  long now() {
    return time.millis();
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

  /// Does `work` while nobody else does anything, whether the store is open or not.
  void uninterrupted(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /// Closes the store. For a thread that holds the lock; it then wakes everybody who waits.
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
