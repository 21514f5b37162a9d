package io.edgemq.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Lets a few requests of each address through in a minute. It remembers the addresses that came
/// last, so its memory has a bound whoever calls.
final class AddressLimiter {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /// About 2 MB.
  private static final int MOST_ADDRESSES = 10_000;

  private final int requests;
  private final TimeMeter time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Bucket> buckets = new Latest();

  /// @param requests how many of an address are let through in a minute
  /// @param nanoTime as [System#nanoTime]
  AddressLimiter(int requests, LongSupplier nanoTime) {
    this.requests = requests;
    this.time = new Meter(nanoTime);
  }

  /// Counts a request from `address`. Throws the problem that the caller is told when there were
  /// too many.
  void admit(String address) {
    var probe = bucket(address).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw ControlProblems.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()))
          .asException();
    }
  }

  private Bucket bucket(String address) {
    lock.lock();
    try {
      return buckets.computeIfAbsent(address, _ -> full());
    } finally {
      lock.unlock();
    }
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(requests).refillIntervally(requests, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }

  /// The buckets that were used last.
  private static final class Latest extends LinkedHashMap<String, Bucket> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
      return size() > MOST_ADDRESSES;
    }
  }

  /// The clock of the buckets.
  private record Meter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
