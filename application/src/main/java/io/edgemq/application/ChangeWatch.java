package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.Changes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows what changes in a store, whichever process changes it, on a thread of its own. When the
/// store is out it waits, and then counts everything as changed.
///
/// @param <T> names one of the things that change
final class ChangeWatch<T> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeWatch.class.getName());
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

  private final Listener<T> listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /// What is followed, and who is told.
  interface Listener<T> {
    /// Begins to follow.
    Changes<T> changes();

    /// `thing` has changed.
    void changed(T thing);

    /// Any thing may have changed.
    void anyChanged();
  }

  /// @param name names the thread and the lines of the log
  ChangeWatch(String name, Listener<T> listener) {
    this.listener = listener;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::watch);
  }

  /// Begins to watch; once.
  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }

  private void watch() {
    try {
      do {
        try (var changes = listener.changes()) {
          listener.anyChanged();
          while (passOn(changes.next(WAIT))) {}
        } catch (StoreException outage) {
          LOG.log(Level.WARNING, thread.getName() + " waits for its store", outage);
        } catch (RuntimeException bug) {
          LOG.log(Level.ERROR, thread.getName() + " has failed; it begins anew", bug);
        }
      } while (!closing.await(AFTER_OUTAGE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean passOn(Changes.News<T> news) {
    return switch (news) {
      case Changes.Changed<T>(var things) -> {
        things.forEach(listener::changed);
        yield true;
      }
      case Changes.Overrun<T> _ -> {
        listener.anyChanged();
        yield true;
      }
      case Changes.Ended<T> _ -> false;
    };
  }
}
