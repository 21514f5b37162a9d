package io.edgemq.store;

import io.edgemq.ports.out.Changes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Gathers what a [ChangeFeed] tells until its reader asks for it.
final class Follower<T> implements Changes<T> {
  /// How many things are remembered for a slow reader.
  static final int MOST = 1000;

  private final Runnable requireOpen;
  private final Consumer<Follower<T>> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private final Set<T> things = new HashSet<>();
  private boolean overrun;
  private boolean ended;

  Follower(Runnable requireOpen, Consumer<Follower<T>> onClose) {
    this.requireOpen = requireOpen;
    this.onClose = onClose;
  }

  @Override
  public News<T> next(Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        requireOpen.run();
        if (ended) {
          return new Ended<>();
        }
        if (overrun || !things.isEmpty() || left <= 0) {
          return take();
        }
        left = told.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private News<T> take() {
    if (overrun) {
      overrun = false;
      return new Overrun<>();
    }
    var taken = new Changed<>(things);
    things.clear();
    return taken;
  }

  /// Remembers `thing`, or that there were too many.
  void tell(T thing) {
    locked(
        () -> {
          if (things.size() == MOST && !things.contains(thing)) {
            forgetAll();
          } else if (!overrun) {
            things.add(thing);
          }
        });
  }

  /// Any thing may have changed.
  void overrun() {
    locked(this::forgetAll);
  }

  private void forgetAll() {
    overrun = true;
    things.clear();
  }

  /// Lets the reader look again.
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
