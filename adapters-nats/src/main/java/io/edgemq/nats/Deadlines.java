package io.edgemq.nats;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Waits for answers for as long as a call may take. One thread looks at all who wait every now and
/// then, because a park with a time of its own costs a virtual thread two switches to the
/// scheduler's timer (ADR 0004). For waits that are short as a rule: each is looked at forty times
/// a second. For any number of threads.
final class Deadlines implements AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofMillis(25).toNanos();

  private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closing;

  Deadlines() {
    this.thread = Thread.ofPlatform().name("edgemq-nats-deadlines").daemon().start(this::run);
  }

  /// Somebody's wait; equal to no other.
  private static final class Wait {
    private final CompletableFuture<?> answer;
    private final long deadline;

    Wait(CompletableFuture<?> answer, long deadline) {
      this.answer = answer;
      this.deadline = deadline;
    }

    void endWhenOverdue(long now) {
      if (now - deadline >= 0) {
        boolean unused =
            answer.completeExceptionally(
                new TimeoutException("no answer within the time of a call"));
      }
    }
  }

  /// The answer, waiting for up to `limit`, and a fortieth of a second at most beyond it; then it
  /// is completed with a [TimeoutException], which comes wrapped as any other failure.
  <T> T await(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException {
    var wait = new Wait(answer, System.nanoTime() + limit.toNanos());
    waiting.add(wait);
    try {
      return closing ? lastOf(answer, limit) : answer.get();
    } finally {
      waiting.remove(wait);
    }
  }

  /// As above, when the thread may have ended.
  private static <T> T lastOf(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new ExecutionException(late);
    }
  }

  private void run() {
    while (!closing || !waiting.isEmpty()) {
      LockSupport.parkNanos(this, EVERY_NANOS);
      long now = System.nanoTime();
      for (var wait : waiting) {
        wait.endWhenOverdue(now);
      }
    }
  }

  /// Ends the thread once nobody waits any more. Whoever still does is woken at its deadline.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
