package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets one caller at a time ask the cluster for something that many want. Callers that waited get
/// its failure, instead of waiting for the same again. For any number of threads; reentrant.
public final class SingleFlight {
  private final ReentrantLock flying = new ReentrantLock();
  private volatile @Nullable StoreException failure;

  /// Work for one caller at a time.
  public interface Work<T> {
    T run() throws InterruptedException;
  }

  /// The result of `work`, or the failure of the call that this one waited for. Throws
  /// `StoreException.TimedOut` when other callers take longer than `patience`.
  public <T> T run(Duration patience, Work<T> work) throws InterruptedException {
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
      if (!Thread.currentThread().isInterrupted()) { // an interrupt is not a failure of the others
        failure = failed;
      }
      throw failed;
    } finally {
      flying.unlock();
    }
  }

  /// As above, for callers that do not stop halfway: an interrupt becomes a timeout.
  public <T> T runNow(Duration patience, Supplier<T> work) {
    try {
      return run(patience, work::get);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
  }
}
