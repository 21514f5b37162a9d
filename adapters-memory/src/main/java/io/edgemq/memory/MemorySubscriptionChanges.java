package io.edgemq.memory;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.SubscriptionChanges;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;

final class MemorySubscriptionChanges implements SubscriptionChanges {
  private static final int MOST = 1000;

  private final Guard guard;
  private final Consumer<MemorySubscriptionChanges> onClose;
  private final Condition told;
  private final Set<SubscriptionRef> news = new HashSet<>();
  private boolean overrun;
  private boolean ended;

  MemorySubscriptionChanges(Guard guard, Consumer<MemorySubscriptionChanges> onClose) {
    this.guard = guard;
    this.onClose = onClose;
    this.told = guard.condition();
  }

  @Override
  public News next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    return guard.lockedInterruptibly(
        () -> {
          while (true) {
            guard.requireOpen();
            if (ended) {
              return new Ended();
            }
            long left = deadline - System.nanoTime();
            if (overrun || !news.isEmpty() || left <= 0) {
              return take();
            }
            long unused = told.awaitNanos(left);
          }
        });
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

  /// Records that a subscription has changed. The caller must hold the lock.
  void tell(SubscriptionRef subscription) {
    if (news.size() == MOST && !news.contains(subscription)) {
      overrun = true;
      news.clear();
    }
    if (!overrun) {
      news.add(subscription);
    }
    told.signalAll();
  }

  /// Wakes the waiters, so that they look again. The caller must hold the lock.
  void wake() {
    told.signalAll();
  }

  @Override
  public void close() {
    guard.uninterrupted(
        () -> {
          ended = true;
          onClose.accept(this);
          told.signalAll();
        });
  }
}
