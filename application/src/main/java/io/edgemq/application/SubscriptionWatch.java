package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets the open streams of this process know what becomes of their subscriptions in any process.
/// An outage of the store is waited out; after it, every stream is brought up to date.
public final class SubscriptionWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SubscriptionWatch.class.getName());
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

  private final SubscriptionStore store;
  private final Streams streams;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofVirtual().name("subscription-watch").unstarted(this::watch);

  public SubscriptionWatch(SubscriptionStore store, Streams streams) {
    this.store = store;
    this.streams = streams;
  }

  /// Begins to watch; once.
  public void start() {
    thread.start();
  }

  /// Ends the watching.
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }

  private void watch() {
    try {
      do {
        try (var changes = store.changes()) {
          streams.refreshAll();
          while (passOn(changes.next(WAIT))) {}
        } catch (StoreException outage) {
          LOG.log(Level.WARNING, "the watch of subscriptions waits for its store", outage);
        }
      } while (!closing.await(AFTER_OUTAGE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean passOn(Changes.News<SubscriptionRef> news) {
    return switch (news) {
      case Changes.Changed(var subscriptions) -> {
        subscriptions.forEach(streams::refresh);
        yield true;
      }
      case Changes.Overrun() -> {
        streams.refreshAll();
        yield true;
      }
      case Changes.Ended() -> false;
    };
  }
}
