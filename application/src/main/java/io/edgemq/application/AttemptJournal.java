package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.PushTraffic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Writes attempts into their log on a thread of its own, all of a second at once, so that pushing
/// costs no write for each message. A crash loses the last second of them. What the log cannot take
/// is dropped and counted: it must not hold up deliveries, nor fill the memory.
public final class AttemptJournal implements AttemptRecorder {
  private static final Logger LOG = System.getLogger(AttemptJournal.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 16 << 20;

  private final AttemptLog log;
  private final PushTraffic traffic;
  private final PendingAttempts pending = new PendingAttempts(MOST_BYTES);
  private final Semaphore due = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /// How many attempts were dropped since the log was written last; for [#thread].
  private long dropped;

  public AttemptJournal(AttemptLog log, PushTraffic traffic) {
    this.log = log;
    this.traffic = traffic;
    this.thread = Thread.ofVirtual().name("push-attempts").unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void note(SubscriptionRef subscription, AttemptRecord attempt) {
    int lost = pending.add(subscription, attempt);
    if (lost > 0) {
      traffic.unlogged(lost);
    }
    if (due.availablePermits() == 0) {
      due.release();
    }
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    pending.forget(subscription);
    log.forget(subscription);
  }

  private void run() {
    try {
      boolean closed = false;
      while (!closed) {
        due.acquire();
        int unused = due.drainPermits();
        long begin = System.nanoTime();
        write();
        long left = EVERY.toNanos() - (System.nanoTime() - begin);
        closed = closing.await(left, TimeUnit.NANOSECONDS);
      }
      write();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    var attempts = pending.take();
    if (attempts.isEmpty()) {
      return;
    }
    try {
      log.append(attempts);
      if (dropped > 0) {
        LOG.log(Level.INFO, "attempts to push are logged again; dropped={0}", dropped);
        dropped = 0;
      }
    } catch (StoreException outage) {
      drop(attempts, Level.WARNING, outage);
    } catch (RuntimeException bug) {
      drop(attempts, Level.ERROR, bug);
    }
  }

  /// Told once, until it goes well again.
  private void drop(
      Map<SubscriptionRef, List<AttemptRecord>> attempts, Level level, RuntimeException why) {
    if (dropped == 0) {
      LOG.log(level, "attempts to push cannot be logged; they are dropped", why);
    }
    long count = attempts.values().stream().mapToLong(List::size).sum();
    dropped += count;
    traffic.unlogged(count);
  }

  @Override
  public void close() {
    closing.countDown();
    due.release();
    try {
      if (!thread.join(STOP)) {
        LOG.log(Level.WARNING, "the last attempts to push were not logged in time");
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
