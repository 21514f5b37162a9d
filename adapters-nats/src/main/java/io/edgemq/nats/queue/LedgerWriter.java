package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.nats.queue.QueueReplica.ClosedException;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import io.edgemq.nats.queue.QueueReplica.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Appends a replica's changes to its queue's ledger, until the outcome is known. For the replica's
/// thread.
final class LedgerWriter {
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final long TICK_MILLIS = 200;
  private static final long DOUBT_NANOS = Duration.ofSeconds(1).toNanos();

  /// The servers are asked this often whether they still have the ledger's end, while it is used.
  private static final long CHECK_NANOS = Duration.ofSeconds(2).toNanos();

  private final QueueReplica replica;
  private final Ledger ledger;
  private final StreamTail entries;
  private final Consumer<Event> sink;
  private Generation checked;
  private long checkedAt = System.nanoTime();

  /// How often connections came back and reading began again. Servers that lost a part of what they
  /// had were away before.
  private record Generation(long reconnects, int openings) {}

  /// The outcome of appending an entry.
  sealed interface Written {
    /// The entry is in the ledger.
    record Kept() implements Written {}

    /// The entry is not stored: another adapter's entry, not applied yet, is in its place.
    record Behind(EntryArrived winner) implements Written {}

    /// The entry is not stored: the cluster refused it.
    record Refused(StoreException why) implements Written {}

    /// The entry is not stored, and the replica was closed.
    record Closed() implements Written {}

    /// The replica was closed before the outcome was known.
    record Unknown(RuntimeException why) implements Written {}
  }

  /// @param sink takes the replica's events meanwhile
  LedgerWriter(QueueReplica replica, QueueRecovery recovery, Consumer<Event> sink) {
    this.replica = replica;
    this.ledger = recovery.ledger();
    this.entries = recovery.entries();
    this.sink = sink;
    this.checked = generation();
  }

  private Generation generation() {
    return new Generation(replica.parts().cluster().reconnects(), entries.openings());
  }

  /// Whether the ledger is the one that was read: servers that were down may have lost its end.
  /// Asks them when something hints at it, and every two seconds. Otherwise closes the replica, so
  /// that its callers get one that has read what is left. Throws `StoreException` when the servers
  /// do not tell.
  boolean isCurrent() {
    var now = generation();
    if (now.equals(checked) && System.nanoTime() - checkedAt < CHECK_NANOS) {
      return true;
    }
    boolean there = isStillThere() && hasMessages();
    checked = now;
    checkedAt = System.nanoTime();
    return there;
  }

  /// Closes the replica when nothing can arrive any more, because there is no stream of messages.
  private boolean hasMessages() {
    boolean there = !replica.isReading() || replica.messages().info().isPresent();
    if (!there) {
      replica.close(LostStreams.damaged(replica.messages().name()));
    }
    return there;
  }

  private boolean isStillThere() {
    boolean there = ledger.isStillThere();
    if (!there) {
      replica.recover("the servers lost the end of the ledger that was read");
    }
    return there;
  }

  /// Appends `entry`. When there is no answer, it is appended again on the same condition, so that
  /// it is stored at most once. Closes the replica when its queue is removed in the meantime,
  /// because then no answer comes any more.
  Written append(LedgerEntry entry) throws InterruptedException {
    boolean doubtful = false;
    while (!replica.isClosed()) {
      try {
        if (doubtful && !isStillThere()) {
          break;
        }
        if (ledger.append(List.of(entry))) {
          return new Written.Kept();
        }
        var winner = awaitDecision();
        if (doubtful && winner.filter(later -> later.sequence() > ledger.end() + 1).isPresent()) {
          sink.accept(winner.get()); // closes the replica: the entry in question is gone
        } else if (winner.isPresent()) {
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
    if (!doubtful) {
      return new Written.Closed();
    }
    return new Written.Unknown(replica.whyClosed().orElseGet(() -> new ClosedException("closed")));
  }

  /// The next unknown entry of the ledger; empty when the replica is closed.
  private Optional<EntryArrived> awaitDecision() throws InterruptedException {
    long begun = System.nanoTime();
    while (!replica.isClosed()) {
      var event = replica.inbox().poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      switch (event) {
        case null -> {
          closeWhenRemoved();
          doubt(System.nanoTime() - begun);
        }
        case EntryArrived decided when decided.sequence() > ledger.end() -> {
          return Optional.of(decided);
        }
        default -> sink.accept(event);
      }
    }
    return Optional.empty();
  }

  /// The ledger has an entry that has not arrived for so long, or it has lost its end.
  private void doubt(long nanos) {
    if (!replica.isClosed() && isStillThere() && nanos > DOUBT_NANOS) {
      entries.doubt();
    }
  }

  private void pause() throws InterruptedException {
    closeWhenRemoved();
    replica.pause(MOMENT);
  }

  private void closeWhenRemoved() {
    try {
      if (replica.located().isEmpty()) {
        replica.close(new ClosedException("the queue was removed"));
      }
    } catch (StoreException unknown) {
      // The cluster cannot tell whether the queue exists, so the next round asks again.
    }
  }
}
