package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.ports.in.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The waits that callers are in now. All end when the process shuts down, and each one when
/// nothing more is done for its caller.
public final class Waits {
  private final OpenCalls calls;
  private final Set<Wait> open = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  public Waits(OpenCalls calls) {
    this.calls = calls;
  }

  /// The result of `action`, on behalf of `who`, or `instead` when the wait was ended first. Any
  /// other interrupt is passed on.
  <T> T during(Principal who, InterruptibleAction<T> action, Supplier<T> instead)
      throws InterruptedException {
    return during(new Wait(who), action, instead);
  }

  /// As the other, as `wait`, which its caller can end besides.
  <T> T during(Wait wait, InterruptibleAction<T> action, Supplier<T> instead)
      throws InterruptedException {
    open.add(wait);
    try {
      calls.add(wait);
      if (over) {
        wait.end();
      }
      return action.run();
    } catch (InterruptedException interrupted) {
      if (wait.wasEnded()) {
        return instead.get();
      }
      throw interrupted;
    } finally {
      open.remove(wait);
      calls.remove(wait);
      wait.close();
    }
  }

  /// Ends every wait; from now on each wait ends as it begins.
  public void endAll() {
    over = true;
    open.forEach(Wait::end);
  }

  /// Whether the process shuts down.
  boolean areOver() {
    return over;
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

  /// The wait of the thread that makes it, once. The lock keeps an interrupt from reaching the
  /// thread after its wait.
  static final class Wait implements OpenCall {
    private final Principal principal;
    private final Thread thread;
    private boolean closed;
    private boolean ended;

    Wait(Principal principal) {
      this.principal = principal;
      this.thread = Thread.currentThread();
    }

    @Override
    public Principal principal() {
      return principal;
    }

    @Override
    public void end(Refusal why) {
      end();
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
