package io.edgemq.nats.catalog;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.SubscriptionChanges;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Collects the changes that the catalog's thread has seen, until the reader takes them.
final class NatsSubscriptionChanges implements SubscriptionChanges {
  private static final int MOST = 1000;

  private final Runnable requireOpen;
  private final Consumer<NatsSubscriptionChanges> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private final Set<SubscriptionRef> news = new HashSet<>();
  private boolean overrun;
  private boolean ended;

  NatsSubscriptionChanges(Runnable requireOpen, Consumer<NatsSubscriptionChanges> onClose) {
    this.requireOpen = requireOpen;
    this.onClose = onClose;
  }

  @Override
  public News next(Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        requireOpen.run();
        if (ended) {
          return new Ended();
        }
        if (overrun || !news.isEmpty() || left <= 0) {
          return take();
        }
        left = told.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private News take() {
    if (overrun) {
      overrun = false;
      return new Overrun();
    }
    var taken = new Changed(news);
    news.clear();
    return taken;
  }

  /// Called when a subscription has changed, and [NatsSubscriptionStore] shows the change.
  void tell(SubscriptionRef subscription) {
    locked(
        () -> {
          if (news.size() == MOST && !news.contains(subscription)) {
            overrun = true;
            news.clear();
          }
          if (!overrun) {
            news.add(subscription);
          }
        });
  }

  /// Wakes the waiting reader.
  void wake() {
    locked(() -> {});
  }

  @Override
  public void close() {
    locked(() -> ended = true);
    onClose.accept(this);
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      told.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
