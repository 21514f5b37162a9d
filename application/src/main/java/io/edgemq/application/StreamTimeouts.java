package io.edgemq.application;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Ends waits whose time is over, up to half a second late. One thread looks at all of them now and
/// then, and only while there are any.
final class StreamTimeouts implements Runnable {
  private static final Logger LOG = System.getLogger(StreamTimeouts.class.getName());
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
      try {
        while (!open.isEmpty()) {
          LockSupport.parkNanos(this, EVERY_NANOS);
          long now = System.nanoTime();
          open.forEach(wait -> wake(wait, now));
        }
      } finally {
        running.set(false);
      }
    } while (!open.isEmpty() && running.compareAndSet(false, true));
  }

  /// A failure of one is not the others'.
  private static void wake(TimedWait wait, long now) {
    try {
      wait.wakeWhenOverdue(now);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a wait could not be ended in time", bug);
    }
  }
}
