package io.edgemq.nats.kv;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Sets the timers that nobody waits for: of markers, and of keys that somebody met whose time is
/// over or that a NATS client wrote. What is lost is made up for when the key is met again.
final class KvUpkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KvUpkeep.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// While the servers refuse, or do not answer.
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int MOST = 100_000;

  private final KvExpiry expiry;
  private final Set<Due> due = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private record Due(KvBucket bucket, KvKey key) {}

  KvUpkeep(KvExpiry expiry) {
    this.expiry = expiry;
    this.thread = Thread.ofVirtual().name("edgemq-nats-kv-upkeep").start(this::run);
  }

  /// Looks at the key soon. Returns at once.
  void look(KvBucket bucket, KvKey key) {
    if (due.size() < MOST) {
      due.add(new Due(bucket, key));
    }
  }

  private void run() {
    try {
      var pause = PAUSE;
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        boolean all = true;
        for (var each : List.copyOf(due)) {
          due.remove(each);
          all &= settle(each);
        }
        pause = all ? PAUSE : longer(pause);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  /// Whether that is done. What the servers did not do is tried again.
  private boolean settle(Due each) {
    try {
      if (!each.bucket().isRemoved()) {
        expiry.time(each.bucket(), each.key());
      }
      return true;
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "a key was not settled", later);
      if (!each.bucket().isRemoved() && !Thread.currentThread().isInterrupted()) {
        due.add(each);
      }
      return false;
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "a key could not be settled", bug);
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
