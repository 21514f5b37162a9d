package io.edgemq.jetstream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Waits for answers, for as long as a call may take. One thread checks all waiting callers from
/// time to time, because parking a virtual thread with a timeout costs two switches to the
/// scheduler's timer (ADR 0004). For any number of threads.
public final class RequestTimeouts implements AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofMillis(25).toNanos();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  /// The thread rests after this many checks without a waiting caller.
  private static final int LOOKS = 40;

  private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();

  /// Waits that are usually long, by the second in which they are overdue.
  private final Map<Long, Set<Wait>> patient = new ConcurrentHashMap<>();

  private final Thread thread;
  private final AtomicBoolean resting = new AtomicBoolean();
  private volatile boolean closing;

  RequestTimeouts() {
    this.thread = Thread.ofPlatform().name("edgemq-nats-deadlines").daemon().start(this::run);
  }

  /// The wait of one caller; compared by identity.
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

  /// The answer, waiting for up to `limit` and at most a fortieth of a second more. Then the answer
  /// is completed with a [TimeoutException], which is wrapped like any other failure. For waits
  /// that are usually short: each is checked forty times a second.
  public <T> T await(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException {
    var wait = new Wait(answer, System.nanoTime() + limit.toNanos());
    waiting.add(wait);
    if (resting.get() && resting.getAndSet(false)) {
      LockSupport.unpark(thread);
    }
    try {
      return closing ? lastOf(answer, limit) : answer.get();
    } finally {
      waiting.remove(wait);
    }
  }

  /// As above, but up to two seconds beyond the limit, for waits that are usually long: each is
  /// checked once. Checking ten thousand of them every second took a thirtieth of their total cost.
  public <T> T awaitLong(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException {
    var wait = new Wait(answer, System.nanoTime() + limit.toNanos());
    long second = Math.floorDiv(wait.deadline, SECOND_NANOS) + 1;
    var others = patient.computeIfAbsent(second, _ -> ConcurrentHashMap.newKeySet());
    others.add(wait);
    wait.endWhenOverdue(System.nanoTime()); // no check comes for a second that is over
    try {
      return closing ? lastOf(answer, limit) : answer.get();
    } finally {
      others.remove(wait);
    }
  }

  /// As above, for the case that the thread may have ended.
  private static <T> T lastOf(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException, ExecutionException {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new ExecutionException(late);
    }
  }

  private void run() {
    int quiet = 0;
    while (!closing || isAwaited()) {
      pause(quiet > LOOKS);
      quiet = waiting.isEmpty() ? quiet + 1 : 0;
      long now = System.nanoTime();
      waiting.forEach(wait -> wait.endWhenOverdue(now));
      patient.keySet().removeIf(second -> isOver(second, now));
    }
  }

  /// Whether every wait of that second is overdue; if so, all of them are ended.
  private boolean isOver(long second, long now) {
    boolean over = now - second * SECOND_NANOS >= 0;
    if (over) {
      patient.getOrDefault(second, Set.of()).forEach(wait -> wait.endWhenOverdue(now));
    }
    return over;
  }

  private boolean isAwaited() {
    return !waiting.isEmpty() || patient.values().stream().anyMatch(waits -> !waits.isEmpty());
  }

  /// Pauses until the next check. A caller that arrives while the thread is about to rest is either
  /// seen here, or sees that the thread rests.
  private void pause(boolean rests) {
    resting.set(rests);
    if (!rests) {
      LockSupport.parkNanos(this, EVERY_NANOS);
    } else if (waiting.isEmpty()) {
      LockSupport.parkNanos(this, SECOND_NANOS);
    }
    resting.set(false);
  }

  /// Ends the thread once nobody waits any more. Callers that still wait are woken at their
  /// deadlines.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
