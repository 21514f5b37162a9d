package io.edgemq.nats.audit;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Where the audit log ends, for those who wait for more. While somebody waits, one of them asks
/// the cluster twice a second. For any number of threads.
final class AuditEnd {
  private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

  private final LongSupplier cluster;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long last;
  private long askedAt;
  private long appended;
  private boolean known;
  private boolean asking;

  /// @param cluster asks the cluster for the sequence of the last entry
  AuditEnd(LongSupplier cluster) {
    this.cluster = cluster;
  }

  /// Called when this process has appended the entry `sequence`.
  void reaches(long sequence) {
    lock.lock();
    try {
      appended = Math.max(appended, sequence);
      last = Math.max(last, sequence);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is an entry behind `sequence`, or `wait` has passed; whether there is one.
  /// Throws `StoreException` when the cluster cannot be asked.
  boolean await(long sequence, Duration wait) throws InterruptedException {
    long begin = System.nanoTime();
    lock.lockInterruptibly();
    try {
      boolean asked = false;
      while (last <= sequence) {
        long left = wait.toNanos() - (System.nanoTime() - begin);
        if (asked && left <= 0) {
          return false;
        }
        long due = known ? EVERY_NANOS - (System.nanoTime() - askedAt) : 0;
        if (!asking && (due <= 0 || !asked)) {
          ask();
          asked = true;
        } else if (left <= 0) {
          return false; // somebody else is asking
        } else {
          long unused = moved.awaitNanos(Math.min(left, asking ? EVERY_NANOS : due));
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// A call that an interrupt has ended fails as one that took too long.
  private void ask() throws InterruptedException {
    asking = true;
    long before = appended;
    lock.unlock();
    long found = -1;
    try {
      found = cluster.getAsLong();
    } catch (StoreException failed) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw failed;
    } finally {
      lock.lock();
      asking = false;
      if (found >= 0) {
        askedAt = System.nanoTime();
        known = true;
        last = before == appended ? found : Math.max(last, found);
      }
      moved.signalAll();
    }
  }

  /// Lets those who wait look again. For the store's end.
  void wake() {
    lock.lock();
    try {
      known = false;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
