package io.edgemq.application;

import io.edgemq.ports.out.BucketFeed.Ended;
import io.edgemq.ports.out.BucketFeed.Entry;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.BucketFeed.News;
import io.edgemq.ports.out.BucketFeed.Write;
import io.edgemq.ports.out.BucketFeed.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes that were read and are not told yet. Who takes gets all of them at once: reading comes in
/// small pieces, and telling is fast in large ones.
final class ChangeBuffer {
  private static final int MOST = 4_000;
  private static final long MOST_BYTES = 8L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<Write> writes = new ArrayList<>();
  private long bytes;
  private boolean ended;

  /// Adds `more`, once there is room.
  void add(List<Write> more) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (writes.size() >= MOST || bytes >= MOST_BYTES) {
        changed.await();
      }
      writes.addAll(more);
      more.forEach(write -> bytes += bytes(write));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static long bytes(Write write) {
    return switch (write) {
      case Entry(var entry) -> entry.sizeInBytes();
      case Lost _ -> 0;
    };
  }

  /// Nothing is added any more.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// All writes, or [Ended] behind the last ones. Waits until there is something, or `wait` has
  /// passed.
  News take(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (writes.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (writes.isEmpty() && ended) {
        return new Ended();
      }
      var taken = new Writes(writes);
      writes = new ArrayList<>();
      bytes = 0;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
