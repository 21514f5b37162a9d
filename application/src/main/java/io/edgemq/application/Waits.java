package io.edgemq.application;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The waits that callers are in now, so that all can be ended at once when the process shuts down.
public final class Waits {
  private final Set<Wait> open = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /// The result of `action`, or `instead` when the waits were ended first. Any other interrupt is
  /// passed on.
  <T> T during(InterruptibleAction<T> action, Supplier<T> instead) throws InterruptedException {
    var wait = new Wait(Thread.currentThread());
    open.add(wait);
    if (over) {
      wait.end();
    }
    try {
      return action.run();
    } catch (InterruptedException interrupted) {
      if (wait.wasEnded()) {
        return instead.get();
      }
      throw interrupted;
    } finally {
      open.remove(wait);
      wait.close();
    }
  }

  /// Ends every wait; from now on each wait ends as it begins.
  public void endAll() {
    over = true;
    open.forEach(Wait::end);
  }

  /// How many callers wait now.
  public int count() {
    return open.size();
  }

  /// Something that waits.
  @FunctionalInterface
  interface InterruptibleAction<T> {
    T run() throws InterruptedException;
  }

  /// One thread's wait. The lock keeps an interrupt from reaching the thread after its wait.
  private static final class Wait {
    private final Thread thread;
    private boolean closed;
    private boolean ended;

    Wait(Thread thread) {
      this.thread = thread;
    }

    synchronized void end() {
      if (!closed && !ended) {
        ended = true;
        thread.interrupt();
      }
    }

    synchronized boolean wasEnded() {
      return ended;
    }

    /// Takes back an interrupt that came too late to end anything.
    synchronized void close() {
      closed = true;
      if (ended) {
        Thread.interrupted();
      }
    }
  }
}
