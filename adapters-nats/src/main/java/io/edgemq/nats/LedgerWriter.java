package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.edgemq.nats.Desk.ClosedException;
import io.edgemq.nats.Desk.Heard;
import io.edgemq.nats.Desk.Ruled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Appends a desk's decisions to its queue's ledger, until it is known what became of them. For the
/// desk's one thread.
final class LedgerWriter {
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final long TICK_MILLIS = 1_000;

  private final Desk desk;
  private final Ledger ledger;
  private final Follower entries;
  private final Consumer<Heard> listener;

  /// What became of an entry.
  sealed interface Written {
    /// It is in the ledger.
    record Kept() implements Written {}

    /// It is not: another adapter's entry, which was not applied yet, is in its place.
    record Behind(Ruled winner) implements Written {}

    /// It is not: the cluster did not take it.
    record Refused(StoreException why) implements Written {}

    /// The desk was closed before that was known.
    record Unknown(RuntimeException why) implements Written {}
  }

  /// @param listener takes what comes to the desk meanwhile
  LedgerWriter(Desk desk, Opening opening, Consumer<Heard> listener) {
    this.desk = desk;
    this.ledger = opening.ledger();
    this.entries = opening.entries();
    this.listener = listener;
  }

  /// Appends `entry`. When the answer stays out it is appended again, on the same condition: it can
  /// be kept once at most. Closes the desk when its queue is removed meanwhile: then nobody answers
  /// any more.
  Written append(LedgerEntry entry) throws InterruptedException {
    boolean doubtful = false;
    while (!desk.isClosed()) {
      try {
        if (ledger.append(List.of(entry))) {
          return new Written.Kept();
        }
        var winner = awaitDecision();
        if (winner.isPresent()) {
          return ledger.confirm(winner.get(), entry)
              ? new Written.Kept()
              : new Written.Behind(winner.get());
        }
      } catch (StoreException.NoResponders | StoreException.Full refused) {
        if (!doubtful) {
          return new Written.Refused(refused);
        }
        pause();
      } catch (StoreException unknown) {
        doubtful = true;
        pause();
      }
    }
    return new Written.Unknown(desk.whyClosed().orElseGet(() -> new ClosedException("closed")));
  }

  /// The next entry of the ledger that this adapter did not know; empty when the desk is closed.
  private Optional<Ruled> awaitDecision() throws InterruptedException {
    long begun = System.nanoTime();
    while (!desk.isClosed()) {
      if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
        entries.doubt(); // there is an entry, and it has not come
      }
      var heard = desk.inbox().poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      switch (heard) {
        case null -> closeWhenRemoved();
        case Ruled decided when decided.sequence() > ledger.end() -> {
          return Optional.of(decided);
        }
        default -> listener.accept(heard);
      }
    }
    return Optional.empty();
  }

  private void pause() throws InterruptedException {
    closeWhenRemoved();
    desk.pause(MOMENT);
  }

  private void closeWhenRemoved() {
    try {
      if (desk.located().isEmpty()) {
        desk.close(new ClosedException("the queue was removed"));
      }
    } catch (StoreException unknown) {
      // It is not in memory, and the cluster does not say: so it is looked for again.
    }
  }
}
