package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows a stream on a thread of its own, as long as it is open, whatever becomes of the cluster
/// meanwhile.
final class Pump implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Pump.class.getName());
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 100;

  private final Follower follower;
  private final String stream;
  private final Sink sink;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Trouble deaf = new Trouble();
  private final Trouble stuck = new Trouble();
  private final Thread thread;

  /// Where entries go; may block. A `StoreException` says that the entry was not taken, and it
  /// comes again.
  interface Sink {
    void take(Entry entry) throws InterruptedException;
  }

  Pump(String stream, Follower follower, Sink sink) {
    this.stream = stream;
    this.follower = follower;
    this.sink = sink;
    this.thread = Thread.ofVirtual().name("follow-" + stream).start(this::run);
  }

  private void run() {
    try {
      while (isOpen()) {
        var entry = hear();
        if (entry.isPresent()) {
          handOver(entry.get());
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      follower.close();
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  /// The next entry, if there is one yet; what is not heard now is heard later.
  private Optional<Entry> hear() throws InterruptedException {
    try {
      var entry = follower.next(WAIT);
      deaf.end();
      return entry;
    } catch (StoreException lost) {
      deaf.tell("a stream is not heard; stream={0} why={1}", lost);
      pause();
      return Optional.empty();
    }
  }

  /// Hands the entry over, again and again: the follower gives each one once, and the next one must
  /// not be taken before it.
  private void handOver(Entry entry) throws InterruptedException {
    while (isOpen()) {
      try {
        sink.take(entry);
        stuck.end();
        return;
      } catch (StoreException full) {
        stuck.tell("what a stream has is not taken yet; stream={0} why={1}", full);
        pause();
      }
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// A trouble that lasts is told of once.
  private final class Trouble {
    private boolean told;

    void tell(String message, StoreException why) {
      if (!told && isOpen()) {
        LOG.log(System.Logger.Level.WARNING, message, stream, why);
        told = true;
      }
    }

    void end() {
      told = false;
    }
  }

  /// Ends the thread, without waiting for it.
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
