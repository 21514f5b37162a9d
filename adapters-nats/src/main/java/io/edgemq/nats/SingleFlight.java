package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets one caller at a time ask the cluster for what many want. Who waited meanwhile gets its
/// failure, instead of waiting for the same once more. For any number of threads; a caller may call
/// again from within.
final class SingleFlight {
  private final ReentrantLock flying = new ReentrantLock();
  private volatile @Nullable StoreException failure;

  /// What is done by one at a time.
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /// What `work` comes to, or the failure of the one that was waited for. Throws
  /// `StoreException.TimedOut` when others are at it for longer than `patience`.
  <T> T run(Duration patience, Work<T> work) throws InterruptedException {
    var before = failure;
    if (!flying.tryLock() && !flying.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw Failures.timedOut(new TimeoutException("others are waiting for the same"));
    }
    try {
      var since = failure;
      if (since != null && since != before) {
        throw since;
      }
      return work.run();
    } catch (StoreException failed) {
      if (!Thread.currentThread().isInterrupted()) { // that is nobody else's failure
        failure = failed;
      }
      throw failed;
    } finally {
      flying.unlock();
    }
  }

  /// The same for callers that do not stop halfway: an interrupt becomes a call that timed out.
  <T> T runNow(Duration patience, Supplier<T> work) {
    try {
      return run(patience, work::get);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }
}
