package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says that this process lives, and knows who else does. Nothing that takes long shares its
/// thread: others take over from whoever is silent.
final class SignsOfLife implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SignsOfLife.class.getName());

  /// Without a confirmed sign of life for so long, others may soon take over: nothing new is sent.
  private static final Duration UNCONFIRMED = Duration.ofSeconds(4);

  private final DeliveryStore store;
  private final OwnerId self;
  private final Runnable listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Set<OwnerId> alive = Set.of();
  private volatile long confirmedAt = System.nanoTime() - UNCONFIRMED.toNanos();

  /// @param listener is called when others have come or gone
  SignsOfLife(DeliveryStore store, OwnerId self, Runnable listener) {
    this.store = store;
    this.self = self;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("push-alive").unstarted(this::say);
  }

  /// Begins; once.
  void start() {
    thread.start();
  }

  /// Who lives, this process among them; nobody before the first sign.
  Set<OwnerId> alive() {
    return alive;
  }

  /// Whether others know that this process lives.
  boolean isConfirmed() {
    return System.nanoTime() - confirmedAt < UNCONFIRMED.toNanos();
  }

  private void say() {
    try {
      do {
        sayOnce();
      } while (!closing.await(DeliveryStore.SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayOnce() {
    try {
      long begin = System.nanoTime();
      var found = store.alive(self);
      confirmedAt = begin;
      if (!found.equals(alive)) {
        alive = found;
        listener.run();
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "deliveries wait for their store", outage);
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "this process could not say that it lives; it tries again", bug);
    }
  }

  /// Says that this process lives no more, so that others need not wait.
  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      store.leave(self);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "others wait until this process is silent for long enough", outage);
    }
  }
}
