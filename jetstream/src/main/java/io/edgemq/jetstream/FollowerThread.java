package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows a stream on its own thread until it is closed, also through outages of the cluster.
public final class FollowerThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FollowerThread.class.getName());
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 100;

  private final StreamTail tail;
  private final String stream;
  private final Sink sink;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Outage unreadable = new Outage();
  private final Outage refusing = new Outage();
  private final Thread thread;

  /// Receives the entries; may block. After a `StoreException` the same entry is delivered again.
  public interface Sink {
    void take(Entry entry) throws InterruptedException;
  }

  public FollowerThread(String stream, StreamTail tail, Sink sink) {
    this.stream = stream;
    this.tail = tail;
    this.sink = sink;
    this.thread = Thread.ofVirtual().name("follow-" + stream).start(this::run);
  }

  private void run() {
    try {
      while (isOpen()) {
        var entry = read();
        if (entry.isPresent()) {
          deliver(entry.get());
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      tail.close();
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  /// The next entry; empty when there is none yet. Anything missed now is read later.
  private Optional<Entry> read() throws InterruptedException {
    try {
      var entry = tail.next(WAIT);
      unreadable.end();
      return entry;
    } catch (StoreException lost) {
      unreadable.report("a stream cannot be followed; stream={0} why={1}", lost);
      pause();
      return Optional.empty();
    }
  }

  /// Delivers the entry, repeating until it is accepted. The tail returns each entry once, and the
  /// next one must not overtake it.
  private void deliver(Entry entry) throws InterruptedException {
    while (isOpen()) {
      try {
        sink.take(entry);
        refusing.end();
        return;
      } catch (StoreException full) {
        refusing.report("an entry of a stream was not accepted yet; stream={0} why={1}", full);
        pause();
      }
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// An outage, which is logged once while it lasts.
  private final class Outage {
    private boolean reported;

    void report(String message, StoreException why) {
      if (!reported && isOpen()) {
        LOG.log(System.Logger.Level.WARNING, message, stream, why);
        reported = true;
      }
    }

    void end() {
      reported = false;
    }
  }

  /// Ends the thread, without waiting for it.
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
