package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whether a queue's ledger is there, for sends: they do not touch it, and what was sent to a queue
/// without a ledger cannot be received. It is asked for beside a send when nobody has for a second:
/// so a send waits for it only when there are few, and a busy queue asks once a second. For any
/// thread.
final class LedgerPresence {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long a send waits for the answer after its own. A cluster that does not tell is no proof
  /// of damage.
  private static final long GRACE_MILLIS = 200;

  private final StreamClient ledger;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> asking =
      new AtomicReference<>();
  private volatile long asked = System.nanoTime() - FRESH_NANOS;
  private volatile boolean lost;

  LedgerPresence(StreamClient ledger) {
    this.ledger = ledger;
  }

  /// An answer that may be on its way.
  record Answer(Optional<CompletableFuture<Boolean>> there) {}

  /// Begins to ask, unless the last answer is fresh. Waits for the answer when the ledger was
  /// missing before, and throws `StoreException.Damaged` when it still is.
  Answer begin() {
    boolean fresh = System.nanoTime() - asked < FRESH_NANOS;
    if (fresh && !lost) {
      return new Answer(Optional.empty());
    }
    var answer = new Answer(Optional.of(ask()));
    if (lost) {
      require(answer);
    }
    return answer;
  }

  /// Returns unless the ledger is known to be missing: then throws `StoreException.Damaged`.
  void require(Answer answer) {
    if (answer.there().isPresent() && !isThere(answer.there().get())) {
      throw LostStreams.damaged(ledger.name());
    }
  }

  private static boolean isThere(CompletableFuture<Boolean> answer) {
    try {
      return answer.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException unknown) {
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private CompletableFuture<Boolean> ask() {
    var mine = new CompletableFuture<Boolean>();
    var other = asking.compareAndExchange(null, mine);
    if (other != null) {
      return other;
    }
    var unused = Thread.ofVirtual().name("ledger-of-" + ledger.name()).start(() -> answer(mine));
    return mine;
  }

  private void answer(CompletableFuture<Boolean> answer) {
    try {
      boolean there = ledger.info().isPresent();
      lost = !there;
      boolean unused = answer.complete(there);
    } catch (StoreException unknown) {
      boolean unused = answer.completeExceptionally(unknown);
    } finally {
      asked = System.nanoTime(); // an unanswered question is not asked for each send either
      asking.set(null);
    }
  }
}
