package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.SingleFlight;
import io.edgemq.jetstream.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one bucket holds, for all who ask in this process: one of them counts, and the others take
/// what was counted since they asked. For any number of threads.
final class KvFigure {
  private static final System.Logger LOG = System.getLogger(KvFigure.class.getName());
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// As long as that a figure serves while it is counted anew.
  private static final long USABLE_NANOS = Duration.ofSeconds(10).toNanos();

  /// Up to so many messages are counted for each who asks, unless they are as they were.
  private static final long FEW = 1_000;

  private final KvBucket bucket;
  private final SingleFlight counting = new SingleFlight();
  private final AtomicBoolean renewing = new AtomicBoolean();

  /// The bytes that this process has written, ever.
  private final AtomicLong written = new AtomicLong();

  private volatile @Nullable Counted last;
  private volatile @Nullable Whole whole;

  KvFigure(KvBucket bucket) {
    this.bucket = bucket;
  }

  /// By which a stream is known to be as it was.
  private record Stamp(long last, long messages, long bytes) {
    static Stamp of(StreamStatus status) {
      return new Stamp(status.last(), status.messages(), status.bytes());
    }
  }

  /// @param stamp of the stream before it was counted
  /// @param written what this process had written then
  private record Counted(Stamp stamp, long bytes, long written, long begun, long ended) {
    boolean isFresh(Stamp now) {
      return stamp.equals(now) && System.nanoTime() - ended < FRESH_NANOS;
    }
  }

  /// @param at when it was counted, by the clock that ends values
  private record Whole(Stamp stamp, KvCount.Holding holding, Instant at, long begun, long ended) {
    boolean isFresh(Stamp now, Instant clock) {
      return stamp.equals(now)
          && Duration.between(at, clock).abs().toNanos() < FRESH_NANOS
          && System.nanoTime() - ended < FRESH_NANOS;
    }
  }

  /// Called when this process has written a value.
  void grew(long more) {
    written.addAndGet(more);
  }

  /// The bytes of keys and values, those written since it was counted included. In a large bucket
  /// they are counted at most every second, and nobody waits for that who knows a figure.
  long bytes(StreamStatus status) {
    var now = Stamp.of(status);
    var known = last;
    if (known != null && known.isFresh(now)) {
      return known.bytes();
    }
    if (known != null && status.messages() > FEW) {
      long age = System.nanoTime() - known.ended();
      if (age >= FRESH_NANOS && age < USABLE_NANOS) {
        renew(now);
      }
      if (age < USABLE_NANOS) {
        return grown(known);
      }
    }
    long asked = System.nanoTime();
    return counted(() -> counted(now, asked));
  }

  private long grown(Counted known) {
    return known.bytes() + written.get() - known.written();
  }

  private <T> T counted(Supplier<T> work) {
    return counting.runNow(bucket.stream().timeout(), work);
  }

  private long counted(Stamp now, long asked) {
    var known = last;
    if (known != null && known.begun() - asked >= 0) {
      return grown(known);
    }
    long before = written.get();
    long begun = System.nanoTime();
    long bytes = KvCount.bytes(bucket);
    var counted = new Counted(now, bytes, before, begun, System.nanoTime());
    last = counted;
    return grown(counted);
  }

  private void renew(Stamp now) {
    if (renewing.compareAndSet(false, true)) {
      var unused = Thread.ofVirtual().name("edgemq-nats-kv-size").start(() -> renewNow(now));
    }
  }

  private void renewNow(Stamp now) {
    try {
      long asked = System.nanoTime();
      long unused = counted(() -> counted(now, asked));
    } catch (StoreException later) { // who asks later counts
      LOG.log(System.Logger.Level.DEBUG, "a bucket was not counted", later);
    } finally {
      renewing.set(false);
    }
  }

  /// Keys and bytes, counted now, or within the last second if nothing has changed.
  KvCount.Holding holding(StreamStatus status, Instant clock) {
    var now = Stamp.of(status);
    return fresh(now, clock)
        .orElseGet(
            () -> {
              long asked = System.nanoTime();
              return counted(() -> holding(now, clock, asked));
            });
  }

  private Optional<KvCount.Holding> fresh(Stamp now, Instant clock) {
    return Optional.ofNullable(whole)
        .filter(known -> known.isFresh(now, clock))
        .map(Whole::holding);
  }

  private KvCount.Holding holding(Stamp now, Instant clock, long asked) {
    var known = whole;
    if (known != null && known.begun() - asked >= 0 && !known.at().isBefore(clock)) {
      return known.holding();
    }
    long before = written.get();
    long begun = System.nanoTime();
    var holding = KvCount.holding(bucket, clock);
    long ended = System.nanoTime();
    whole = new Whole(now, holding, clock, begun, ended);
    last = new Counted(now, holding.bytes(), before, begun, ended);
    return holding;
  }
}
