package io.edgemq.sqlite;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Wakes the callers of [Call]s whose time is over. One thread looks at all of them forty times a
/// second. A timed park of each would cost a virtual thread two switches to the scheduler's timer:
/// a third of all the switches of a busy server (ADR 0004).
final class CallTimeouts implements AutoCloseable {
  private static final long EVERY_NANOS = Duration.ofMillis(25).toNanos();

  /// How many looks may find nobody before it rests until somebody comes.
  private static final int LOOKS = 40;

  private final Set<Call<?, ?>> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private final AtomicBoolean resting = new AtomicBoolean();
  private volatile boolean closing;

  CallTimeouts() {
    this.thread = Thread.ofPlatform().name("sqlite-timeouts").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Wakes `call` once its deadline has passed, up to a fortieth of a second late.
  void add(Call<?, ?> call) {
    waiting.add(call);
    if (resting.get() && resting.getAndSet(false)) {
      LockSupport.unpark(thread);
    }
  }

  void remove(Call<?, ?> call) {
    waiting.remove(call);
  }

  private void run() {
    int quiet = 0;
    while (!closing || !waiting.isEmpty()) {
      LockSupport.parkNanos(this, EVERY_NANOS);
      quiet = waiting.isEmpty() ? quiet + 1 : 0;
      if (quiet > LOOKS) {
        rest();
        quiet = 0;
      }
      long now = System.nanoTime();
      for (var call : waiting) {
        call.wakeWhenOverdue(now);
      }
    }
  }

  /// Rests until somebody waits. A caller that comes now is either seen here, or sees that the
  /// thread rests and wakes it.
  private void rest() {
    resting.set(true);
    while (waiting.isEmpty() && !closing && resting.get()) {
      LockSupport.park(this);
    }
    resting.set(false);
  }

  /// Ends the thread once nobody waits any more. Callers that still wait are woken in time.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
