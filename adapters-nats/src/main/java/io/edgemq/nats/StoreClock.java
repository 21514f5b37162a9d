package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.edgemq.nats.topic.NatsTopicLog;
import io.edgemq.nats.topic.StampLimit;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The time that a store goes by: this process's clock, as long as it is not further from the
/// servers' time than [StampLimit#TOLERANCE]; otherwise the servers' time, as this process last
/// heard it and counted on from there. The log tells of the difference once a minute.
///
/// The servers are asked every ten seconds, and at once when the clock seems to have jumped. Until
/// they have answered for the first time, the process's clock counts. For any number of threads.
final class StoreClock implements StoreTime, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StoreClock.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final long TOLD_NANOS = Duration.ofMinutes(1).toNanos();

  /// An answer that took longer says too little: it was given at any moment of that time.
  private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

  private final StoreTime own;
  private final StampLimit limit;
  private final Semaphore doubts = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Heard heard;
  private @Nullable Thread thread;
  private boolean away;
  private long toldAt;

  /// The servers' time at one moment of this process.
  ///
  /// @param agreed whether the process's clock was near it
  private record Heard(Instant time, long nanos, boolean agreed) {
    Instant now() {
      return time.plusNanos(System.nanoTime() - nanos);
    }
  }

  private StoreClock(StoreTime own, StampLimit limit) {
    this.own = own;
    this.limit = limit;
  }

  /// A clock that goes by `keeper`.
  static StoreClock of(NatsSettings.Timekeeper keeper, StoreTime own, Supplier<Instant> servers) {
    return switch (keeper) {
      case SERVERS -> judged(own, servers);
      case PROCESS -> unjudged(own);
    };
  }

  /// `own`, whatever the servers' time is.
  private static StoreClock unjudged(StoreTime own) {
    return new StoreClock(own, StampLimit.NONE);
  }

  /// `own`, judged by what `servers` returns. Asks once before it returns.
  static StoreClock judged(StoreTime own, Supplier<Instant> servers) {
    var clock = new StoreClock(own, StampLimit.TOLERATED);
    clock.ask(servers);
    clock.thread =
        Thread.ofVirtual().name("edgemq-nats-store-clock").start(() -> clock.run(servers));
    return clock;
  }

  /// What topics go by.
  NatsTopicLog.Time ofTopics() {
    return new NatsTopicLog.Time(this, limit);
  }

  @Override
  public Instant instant() {
    var mine = own.instant();
    var last = heard;
    if (last == null) {
      return mine;
    }
    var servers = last.now();
    if (isNear(mine, servers)) {
      return mine;
    }
    if (last.agreed()) {
      doubts.release(); // one of the two has jumped since
    }
    return servers;
  }

  @Override
  public long elapsedMillis() {
    return own.elapsedMillis();
  }

  private static boolean isNear(Instant mine, Instant servers) {
    return Duration.between(servers, mine).abs().compareTo(StampLimit.TOLERANCE) <= 0;
  }

  /// How many seconds the process's clock is ahead of the servers' time; negative when it is
  /// behind, 0 when that is not known.
  double offset() {
    var last = heard;
    return last == null ? 0 : Duration.between(last.now(), own.instant()).toNanos() / 1e9;
  }

  private void run(Supplier<Instant> servers) {
    try {
      while (!closing.await(SHORTEST.toNanos(), TimeUnit.NANOSECONDS)) {
        boolean unused = doubts.tryAcquire(EVERY.toNanos(), TimeUnit.NANOSECONDS);
        int unusedDoubts = doubts.drainPermits();
        ask(servers);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks for the servers' time, and tells of a difference.
  void ask(Supplier<Instant> servers) {
    try {
      long before = System.nanoTime();
      var time = servers.get();
      long took = System.nanoTime() - before;
      if (took <= SLOW_NANOS) {
        var mine = own.instant();
        var now = time.plusNanos(took / 2);
        boolean agreed = isNear(mine, now);
        heard = new Heard(now, System.nanoTime(), agreed);
        tell(agreed, Duration.between(now, mine));
      }
    } catch (StoreException | IllegalStateException unanswered) {
      LOG.log(System.Logger.Level.DEBUG, "the servers did not tell their time", unanswered);
    }
  }

  private synchronized void tell(boolean agreed, Duration ahead) {
    long now = System.nanoTime();
    if (agreed && away) {
      LOG.log(System.Logger.Level.INFO, "the clock agrees with the servers again");
    } else if (!agreed && (!away || now - toldAt >= TOLD_NANOS)) {
      toldAt = now;
      LOG.log(
          System.Logger.Level.WARNING,
          "the clock is wrong by the time of the servers, which counts instead; seconds_ahead={0}",
          Long.toString(ahead.toSeconds()));
    }
    away = !agreed;
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
