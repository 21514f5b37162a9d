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
/// told. What waits is bounded, so that reading stops when telling does.
final class ChangeReadAhead implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeReadAhead.class.getName());
  private static final int PAGE = 1_000;
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /// Who has much to catch up on trims that seldom: a server needs as long for one key as for some
  /// hundred messages.
  private static final Duration LATEST_TRIM = Duration.ofSeconds(10);

  private final BucketFeed feed;
  private final LongSupplier saved;
  private final ChangeBuffer buffer = new ChangeBuffer();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long trimmedAt = System.nanoTime();

  /// @param saved up to which revision everything is told, durably
  ChangeReadAhead(String name, BucketFeed feed, LongSupplier saved) {
    this.feed = feed;
    this.saved = saved;
    this.thread = Thread.ofVirtual().name("change-reader-" + name).start(this::read);
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
      var news = feed.next(PAGE, WAIT);
      boolean isQuiet = false;
      switch (news) {
        case Writes(var writes) -> {
          buffer.add(writes);
          isQuiet = writes.isEmpty();
        }
        case Ended _ -> {
          buffer.end();
          return false;
        }
      }
      long now = System.nanoTime();
      if (isQuiet || now - trimmedAt > LATEST_TRIM.toNanos()) {
        trimmedAt = now;
        feed.trim(saved.getAsLong());
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a change stream waits for its bucket", outage);
      boolean unused = closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
