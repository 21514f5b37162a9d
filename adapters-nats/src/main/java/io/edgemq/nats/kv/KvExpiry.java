package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.OutageLog;
import io.edgemq.jetstream.SharedConsumer;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.nats.catalog.StreamNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends values whose time is over, and drops markers that were kept for long enough. The servers
/// have a timer for each key that needs it; all processes that serve a store share those that go
/// off.
final class KvExpiry implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KvExpiry.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(500);

  /// How far a clock may be from the servers' time for their timers to be set by it.
  private static final Duration NEAR = Duration.ofSeconds(10);

  /// How soon a timer of other clocks goes off again.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// How soon a marker is looked at again that would be dropped and must be told first.
  private static final Duration UNTOLD = Duration.ofMinutes(1);

  private final KvRegistry buckets;
  private final KvTimers timers;
  private final InstantSource clock;
  private final SharedConsumer due;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final OutageLog outage = new OutageLog("the timers of keys");
  private @Nullable Thread thread;

  KvExpiry(KvRegistry buckets, KvTimers timers, InstantSource clock) {
    this.buckets = buckets;
    this.timers = timers;
    this.clock = clock;
    this.due = timers.due();
  }

  /// Begins to take timers that go off. Returns at once.
  void start() {
    thread = Thread.ofVirtual().name("edgemq-nats-kv-expiry").start(this::run);
  }

  private void run() {
    try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
      while (closing.getCount() > 0) {
        if (!goOn(side)) {
          boolean unused = closing.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      due.close();
    }
  }

  /// Whatever happens, the next timers are taken after a pause.
  private boolean goOn(ExecutorService side) throws InterruptedException {
    try {
      return takeSome(side);
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "the timers of keys could not be taken", bug);
      return false;
    }
  }

  /// Whether the servers answer.
  private boolean takeSome(ExecutorService side) throws InterruptedException {
    List<SharedConsumer.Task> tasks;
    try {
      tasks = due.next();
      outage.end();
    } catch (StoreException later) {
      if (closing.getCount() > 0) {
        outage.report(String.valueOf(later.getMessage()));
      }
      return false;
    }
    var running = new ArrayList<Future<?>>();
    tasks.forEach(task -> running.add(side.submit(() -> settle(task))));
    for (var each : running) {
      try {
        var unused = each.get();
      } catch (ExecutionException bug) {
        LOG.log(System.Logger.Level.ERROR, "a timer of a key could not be settled", bug);
      }
    }
    return true;
  }

  /// What fails comes again.
  private void settle(SharedConsumer.Task task) {
    try {
      var timer = KvTimers.due(task.entry());
      if (timer.isPresent()) {
        settle(timer.get());
      }
      task.done();
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "the timer of a key comes again", later);
    }
  }

  private void settle(KvTimers.Due timer) {
    var bucket =
        StreamNames.bucketOf("KV_" + timer.which().bucket())
            .flatMap(buckets::find)
            .filter(found -> found.incarnation() == timer.which().incarnation());
    if (bucket.isPresent()) {
      var next = settle(bucket.get(), timer.key());
      if (next != null) {
        timers.setUnlessSooner(timer.which(), timer.key(), again(next, timer.at()));
      }
    }
  }

  private Instant again(Instant next, Instant servers) {
    boolean near = Duration.between(servers, clock.instant()).abs().compareTo(NEAR) < 0;
    return near ? next : servers.plus(SOON);
  }

  /// Settles the key, and sets its timer if there is something to wait for.
  ///
  /// @throws StoreException when the servers do not answer
  void time(KvBucket bucket, KvKey key) {
    var next = settle(bucket, key);
    if (next != null) {
      timers.setUnlessSooner(bucket.which(), key, next);
    }
  }

  /// Ends the key's value if its time is over, and forgets its marker if that was kept for long
  /// enough. When to look again; null: there is nothing to wait for.
  ///
  /// @throws StoreException when the servers do not answer
  private @Nullable Instant settle(KvBucket bucket, KvKey key) {
    var last = bucket.last(key);
    if (last.isEmpty()) {
      return null;
    }
    var newest = last.get();
    var now = clock.instant();
    if (newest.isOverAt(now)) {
      // one that somebody has replaced meanwhile has a timer, or needs none
      boolean marked = KvEnds.mark(bucket, newest.entry(), now).isPresent();
      return marked ? now.plus(KvEntry.MARKERS_KEPT) : null;
    }
    if (newest.entry().isPut()) {
      return newest.end();
    }
    if (newest.isForgottenAt(now) && !bucket.isToldTo(newest.entry().revision())) {
      return now.plus(UNTOLD);
    }
    if (newest.isForgottenAt(now)) {
      timers.noteDropped(bucket.which(), newest.entry().revision());
      bucket.keys().purge(key, newest.entry().revision());
      return null;
    }
    return newest.entry().timestamp().plus(KvEntry.MARKERS_KEPT);
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
