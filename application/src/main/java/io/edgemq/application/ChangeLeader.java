package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Knows whether this process is the one that forwards change streams. Nothing that takes long
/// shares its thread: another one takes over from whoever is silent.
final class ChangeLeader implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeLeader.class.getName());

  /// Without a confirmed sign of life for so long, another one may soon take over.
  private static final Duration UNCONFIRMED = Duration.ofSeconds(4);

  /// Who stands by looks more often, so that it notices soon.
  private static final Duration STANDING_BY = Duration.ofSeconds(1);

  private final ChangeStreamStore store;
  private final OwnerId self;
  private final Runnable listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean leads;
  private volatile boolean standsBy;
  private volatile long confirmedAt;

  /// @param listener is called when it begins or ceases to lead
  ChangeLeader(ChangeStreamStore store, OwnerId self, Runnable listener) {
    this.store = store;
    this.self = self;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("change-leader").unstarted(this::ask);
  }

  /// Begins; once.
  void start() {
    thread.start();
  }

  /// Whether others know that this process forwards.
  boolean isConfirmed() {
    return leads && System.nanoTime() - confirmedAt < UNCONFIRMED.toNanos();
  }

  /// Whether another process forwards.
  boolean standsBy() {
    return standsBy;
  }

  private void ask() {
    try {
      Duration wait;
      do {
        askOnce();
        wait = leads ? DeliveryStore.SIGN_OF_LIFE : STANDING_BY;
      } while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
  }

  private void askOnce() {
    try {
      long begin = System.nanoTime();
      boolean before = leads;
      boolean now = store.lead(self);
      if (now) {
        confirmedAt = begin;
      } else if (!standsBy) {
        LOG.log(Level.INFO, "change streams: standing by");
      }
      leads = now;
      standsBy = !now;
      if (now != before) {
        listener.run();
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "change streams wait for their store", outage);
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "this process could not say that it lives; it tries again", bug);
    }
  }

  /// Leads no more, so that others need not wait.
  @Override
  public void close() {
    closing.countDown();
    try {
      boolean unused = over.await(UNCONFIRMED.toMillis(), TimeUnit.MILLISECONDS);
      store.resign(self);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "others wait until this process is silent for long enough", outage);
    }
  }
}
