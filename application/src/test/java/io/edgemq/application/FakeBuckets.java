package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes to buckets, as a test makes them, which several workers read.
final class FakeBuckets implements BucketFeeds {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private final Map<BucketRef, List<BucketFeed.Write>> writes = new HashMap<>();
  private final Set<BucketRef> gone = new HashSet<>();
  private final List<ChangeStream> ended = new ArrayList<>();
  private final Map<BucketRef, Long> trimmed = new HashMap<>();

  void write(BucketRef bucket, BucketFeed.Write write) {
    lock.lock();
    try {
      writes.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(write);
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The bucket is removed.
  void remove(BucketRef bucket) {
    lock.lock();
    try {
      gone.add(bucket);
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The change streams that were cleaned up behind.
  List<ChangeStream> ended() {
    lock.lock();
    try {
      return List.copyOf(ended);
    } finally {
      lock.unlock();
    }
  }

  /// Up to which revision the bucket was trimmed; 0 for not at all.
  long trimmed(BucketRef bucket) {
    lock.lock();
    try {
      return trimmed.getOrDefault(bucket, 0L);
    } finally {
      lock.unlock();
    }
  }

  private List<BucketFeed.Write> after(BucketRef bucket, long revision) {
    return writes.getOrDefault(bucket, List.of()).stream()
        .filter(write -> write.revision() > revision)
        .toList();
  }

  @Override
  public Optional<BucketFeed> open(ChangeStream stream, long after) {
    lock.lock();
    try {
      boolean isOver = gone.contains(stream.bucket()) && after(stream.bucket(), after).isEmpty();
      return isOver ? Optional.empty() : Optional.of(new Feed(stream.bucket(), after));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long last(ChangeStream stream) {
    lock.lock();
    try {
      return after(stream.bucket(), 0).stream()
          .mapToLong(BucketFeed.Write::revision)
          .max()
          .orElse(0);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end(ChangeStream stream) {
    lock.lock();
    try {
      ended.add(stream);
    } finally {
      lock.unlock();
    }
  }

  private final class Feed implements BucketFeed {
    private final BucketRef bucket;
    private long read;
    private boolean closed;

    Feed(BucketRef bucket, long after) {
      this.bucket = bucket;
      this.read = after;
    }

    @Override
    public News next(int max, Duration wait) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = wait.toNanos();
        while (!closed && after(bucket, read).isEmpty() && !gone.contains(bucket) && left > 0) {
          left = written.awaitNanos(left);
        }
        var found = after(bucket, read).stream().limit(max).toList();
        if (closed || (found.isEmpty() && gone.contains(bucket))) {
          return new Ended();
        }
        read = found.isEmpty() ? read : found.getLast().revision();
        return new Writes(found);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void trim(long mark) {
      lock.lock();
      try {
        trimmed.merge(bucket, mark, Math::max);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        written.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
