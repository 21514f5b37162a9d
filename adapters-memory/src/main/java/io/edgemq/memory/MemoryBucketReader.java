package io.edgemq.memory;

import io.edgemq.ports.out.BucketReader;
import java.time.Duration;

final class MemoryBucketReader implements BucketReader {
  private final Guard guard;
  private final MemoryBucket state;
  private long seen;
  private boolean ended;

  MemoryBucketReader(Guard guard, MemoryBucket state, long after) {
    this.guard = guard;
    this.state = state;
    this.seen = after;
  }

  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    return guard.lockedInterruptibly(
        () -> {
          while (true) {
            guard.requireOpen();
            if (ended || state.isRemoved()) {
              return new Ended();
            }
            state.passTime(guard.instant());
            var entries = state.behind(seen).stream().limit(max).map(KeptEntry::entry).toList();
            long left = deadline - System.nanoTime();
            if (!entries.isEmpty() || left <= 0) {
              boolean cut = entries.size() == max;
              long through = cut ? entries.getLast().revision() : state.bounds().last();
              seen = Math.max(seen, through);
              return new Entries(entries, seen);
            }
            long unused = state.changed().awaitNanos(left);
          }
        });
  }

  @Override
  public void close() {
    guard.uninterrupted(
        () -> {
          ended = true;
          state.changed().signalAll();
        });
  }
}
