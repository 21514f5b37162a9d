package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeed.Ended;
import io.edgemq.ports.out.BucketFeed.News;
import io.edgemq.ports.out.BucketFeed.Writes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Reads a bucket while what was read before is told, on a thread of its own, and trims what is
/// told, on another one. What waits is bounded, so that reading stops when telling does.
final class ChangeReadAhead implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeReadAhead.class.getName());
  private static final int PAGE = 1_000;
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /// Who has much to catch up on trims that seldom: a server needs as long for one key as for some
  /// hundred messages.
  private static final long LATEST_TRIM_NANOS = Duration.ofSeconds(10).toNanos();

  private final BucketFeed feed;
  private final LongSupplier saved;
  private final ChangeBuffer buffer = new ChangeBuffer();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Thread trimming;
  private volatile boolean isQuiet;

  /// @param saved up to which revision everything is told, durably
  ChangeReadAhead(String name, BucketFeed feed, LongSupplier saved) {
    this.feed = feed;
    this.saved = saved;
    this.thread = Thread.ofVirtual().name("change-reader-" + name).start(this::read);
    this.trimming = Thread.ofVirtual().name("change-trimmer-" + name).start(this::trim);
  }

  /// All that was read; no writes when nothing came within `wait`.
  News next(Duration wait) throws InterruptedException {
    return buffer.take(wait);
  }

  private void read() {
    try {
      boolean more = true;
      while (more && closing.getCount() > 0) {
        more = readOnce();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a bucket is read no more; its change stream begins anew", bug);
      buffer.end();
    } finally {
      feed.close();
    }
  }

  private boolean readOnce() throws InterruptedException {
    try {
      switch (feed.next(PAGE, WAIT)) {
        case Writes(var writes) -> {
          isQuiet = writes.isEmpty();
          buffer.add(writes);
        }
        case Ended _ -> {
          buffer.end();
          return false;
        }
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a change stream waits for its bucket", outage);
      boolean unused = closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private void trim() {
    long trimmedAt = System.nanoTime();
    try {
      while (!closing.await(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        if (isQuiet || System.nanoTime() - trimmedAt > LATEST_TRIM_NANOS) {
          trimOnce();
          trimmedAt = System.nanoTime();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void trimOnce() throws InterruptedException {
    try {
      feed.trim(saved.getAsLong());
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a bucket is trimmed later", outage);
      boolean unused = closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a bucket could not be trimmed; that is tried again", bug);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    trimming.interrupt();
  }
}
