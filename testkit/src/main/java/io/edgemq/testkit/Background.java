package io.edgemq.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call that a test makes in a thread of its own because it may block.
public final class Background<T> {
  private static final long PATIENCE_SECONDS = 90;

  private final FutureTask<T> task;
  private final Thread thread;

  private Background(Callable<T> call) {
    task = new FutureTask<>(call);
    thread = Thread.ofPlatform().daemon().name("testkit-background").unstarted(task);
  }

  /// Begins `call`.
  public static <T> Background<T> start(Callable<T> call) {
    var background = new Background<T>(call);
    background.thread.start();
    return background;
  }

  /// Begins `call` and returns once its thread waits for something or has ended. What it waits for
  /// cannot be seen, so a test must be right if it only waits for the first answer of its store.
  public static <T> Background<T> startAndAwaitBlocked(Callable<T> call) {
    var background = start(call);
    while (background.isAtWork()) {
      Thread.onSpinWait();
    }
    return background;
  }

  private boolean isAtWork() {
    return switch (thread.getState()) {
      case NEW, RUNNABLE, BLOCKED -> true;
      case WAITING, TIMED_WAITING, TERMINATED -> false;
    };
  }

  /// Whether the call has returned or thrown.
  public boolean hasEnded() {
    return task.isDone();
  }

  /// Interrupts the call.
  public void interrupt() {
    thread.interrupt();
  }

  /// What the call returned. Fails the test when it threw, or does not return in 90 s.
  public T result() {
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("the background call failed", failed.getCause());
    } catch (TimeoutException stuck) {
      thread.interrupt();
      throw new AssertionError("the background call does not return", stuck);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("nobody interrupts this thread", interrupted);
    }
  }

  /// What the call threw. Fails the test when it returned.
  public Throwable failure() {
    try {
      var value = task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("the background call returned " + value);
    } catch (ExecutionException failed) {
      var cause = failed.getCause();
      return cause == null ? failed : cause;
    } catch (TimeoutException | InterruptedException stuck) {
      thread.interrupt();
      throw new AssertionError("the background call does not return", stuck);
    }
  }
}
