package io.edgemq.memory;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// Looks every second for values whose time is over, so that who follows a bucket or its topic is
/// told though nobody calls. Its thread begins with the first bucket and ends with the store.
final class Expiry {
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final MemoryBuckets buckets;
  private final Guard guard;
  private final Condition closing;
  private boolean begun;

  Expiry(MemoryBuckets buckets) {
    this.buckets = buckets;
    this.guard = buckets.guard();
    this.closing = guard.condition();
  }

  /// Begins, unless it has. The caller must hold the lock.
  void begin() {
    if (!begun) {
      begun = true;
      Thread.ofVirtual().name("memory-expiry").start(this::run);
    }
  }

  /// Lets it see that the store is closed. The caller must hold the lock.
  void wake() {
    closing.signalAll();
  }

  private void run() {
    try {
      boolean unused = guard.lockedInterruptibly(this::look);
    } catch (StoreException.Unavailable closed) {
      // The store was closed before it began: that is its end.
    } catch (InterruptedException shutdown) {
      Thread.currentThread().interrupt();
    }
  }

  /// Looks until the store is closed; answers whether it is open.
  private boolean look() throws InterruptedException {
    while (!guard.isClosed()) {
      buckets.passTime();
      long unused = closing.awaitNanos(PAUSE_NANOS);
    }
    return false;
  }
}
