package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits of tests for asynchronous events. A wait yields the processor, ends when its thread is
/// interrupted, and fails with [IllegalStateException] when the event does not occur.
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Longer than several elections take in a cluster on a busy machine.
  private static final Duration CLUSTER = Duration.ofMinutes(2);

  private static final long SHORTEST_NANOS = 50_000;
  private static final long LONGEST_NANOS = 20_000_000;

  private Await() {}

  /// Returns once `condition` holds.
  public static void until(BooleanSupplier condition) {
    until(PATIENCE, condition);
  }

  /// Returns once `condition` holds, after `limit` at most.
  static void until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    long pause = SHORTEST_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("not within " + limit);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while it waited");
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_NANOS);
    }
  }

  /// Returns once `condition` holds. A cluster that cannot tell counts as not yet.
  public static void untilTold(BooleanSupplier condition) {
    var asking = new Asking(condition);
    try {
      until(CLUSTER, asking);
    } catch (IllegalStateException inVain) {
      if (asking.failure != null) {
        inVain.addSuppressed(asking.failure);
      }
      throw inVain;
    }
  }

  /// The result of `search`, once it finds something. A cluster that cannot tell counts as not
  /// found.
  public static <T> T found(Supplier<Optional<T>> search) {
    var found = new AtomicReference<Optional<T>>(Optional.empty());
    untilTold(
        () -> {
          found.set(search.get());
          return found.get().isPresent();
        });
    return found.get().orElseThrow();
  }

  /// A connection with a limit so short that a busy machine may not connect in time; then it tries
  /// again.
  public static Cluster connected(NatsConfig config) {
    return found(() -> Optional.of(Cluster.connect(config)));
  }

  /// Lets a moment pass, for callers with their own loop.
  public static void pause() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while it waited");
    }
    LockSupport.parkNanos(LONGEST_NANOS);
  }

  /// A condition, and what it last failed with.
  private static final class Asking implements BooleanSupplier {
    private final BooleanSupplier condition;
    private @Nullable StoreException failure;

    private Asking(BooleanSupplier condition) {
      this.condition = condition;
    }

    @Override
    public boolean getAsBoolean() {
      try {
        return condition.getAsBoolean();
      } catch (StoreException notNow) {
        failure = notNow;
        return false;
      }
    }
  }
}
