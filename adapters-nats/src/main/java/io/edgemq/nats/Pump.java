package io.edgemq.nats;

import io.edgemq.ports.out.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows a stream on a thread of its own, as long as it is open, whatever becomes of the cluster
/// meanwhile.
final class Pump implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Pump.class.getName());
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 100;

  private final Follower follower;
  private final String stream;
  private final Sink sink;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// Where entries go; may block.
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
    boolean told = false;
    try {
      while (closed.getCount() > 0) {
        try {
          var entry = follower.next(WAIT);
          told = false;
          if (entry.isPresent()) {
            sink.take(entry.get());
          }
        } catch (StoreException lost) {
          if (!told && closed.getCount() > 0) {
            LOG.log(
                System.Logger.Level.WARNING,
                "a stream is not heard; stream={0} why={1}",
                stream,
                lost);
            told = true;
          }
          boolean unused = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      follower.close();
    }
  }

  /// Ends the thread, without waiting for it.
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
