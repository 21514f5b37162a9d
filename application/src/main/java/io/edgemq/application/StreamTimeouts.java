package io.edgemq.application;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Ends waits whose time is over, up to half a second late. One thread looks at all of them now and
/// then, and only while there are any.
final class StreamTimeouts implements Runnable {
  private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

  private final Set<? extends TimedWait> open;
  private final AtomicBoolean running = new AtomicBoolean();

  StreamTimeouts(Set<? extends TimedWait> open) {
    this.open = open;
  }

  /// One was added.
  void begin() {
    if (!running.get() && running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("stream-timeouts").start(this);
    }
  }

  /// One that is added while this ends is either seen here, or sees that nobody looks.
  @Override
  public void run() {
    do {
      while (!open.isEmpty()) {
        LockSupport.parkNanos(this, EVERY_NANOS);
        long now = System.nanoTime();
        open.forEach(wait -> wait.wakeWhenOverdue(now));
      }
      running.set(false);
    } while (!open.isEmpty() && running.compareAndSet(false, true));
  }
}
