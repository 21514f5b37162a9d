package io.edgemq.nats.queue;

import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.queue.LedgerEntry.Kind;
import io.edgemq.nats.queue.LedgerEntry.Mark;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import java.util.List;
import java.util.SplittableRandom;

/// The ledger of one queue, as far as one adapter has read it: a log that every adapter appends to,
/// on condition that it has read the log to its end. For one thread.
final class Ledger {
  /// Tells the writers of a ledger apart; not a secret.
  private static final SplittableRandom RANDOM = new SplittableRandom();

  private final StreamClient stream;
  private final String subject;
  private final long writer;
  private long number;
  private long end;
  private long entriesSinceSnapshot;

  /// @param end the last sequence that was read
  Ledger(StreamClient stream, String subject, long end) {
    this.stream = stream;
    this.subject = subject;
    this.end = end;
    synchronized (RANDOM) {
      this.writer = RANDOM.nextLong();
    }
  }

  StreamClient stream() {
    return stream;
  }

  /// The last sequence that was read.
  long end() {
    return end;
  }

  long entriesSinceSnapshot() {
    return entriesSinceSnapshot;
  }

  /// A new entry of this writer.
  LedgerEntry entry(Kind kind, List<StateChange> changes, LeaseBook book) {
    return new LedgerEntry(kind, new Mark(writer, ++number), book.tokens(), List.copyOf(changes));
  }

  /// Appends the entries, all or none; returns whether they were stored. If not, the ledger has an
  /// entry of another writer, or one that an earlier call of this writer stored without getting the
  /// answer.
  boolean append(List<LedgerEntry> entries) {
    var messages =
        entries.stream().map(e -> new Outgoing(subject, new MessageHeaders(), e.encode())).toList();
    var conditions = new java.util.ArrayList<>(entries.stream().map(_ -> Condition.NONE).toList());
    conditions.set(0, Condition.last(end));
    return switch (stream.reserve().freeing(() -> stream.publish(messages, conditions))) {
      case Published.Kept(var sequence) -> {
        end = sequence;
        entriesSinceSnapshot =
            entries.getFirst().kind() == Kind.SNAPSHOT ? 0 : entriesSinceSnapshot + 1;
        yield true;
      }
      case Published.Behind _ -> false;
      case Published.Known _ -> throw new IllegalStateException("a ledger has no ids");
    };
  }

  /// Whether the entry that arrived is the one that was appended; then it is recorded as stored.
  boolean confirm(EntryArrived arrived, LedgerEntry appended) {
    boolean ours = arrived.sequence() == end + 1 && arrived.entry().mark().equals(appended.mark());
    if (ours) {
      end = arrived.sequence();
      entriesSinceSnapshot++;
    }
    return ours;
  }

  /// Applies an entry that arrived, unless it is known. Returns whether no entry is missing before
  /// it. A reader of all entries needs no snapshot, so snapshots change nothing here.
  boolean apply(EntryArrived arrived, LeaseBook book) {
    if (arrived.sequence() <= end) {
      return true;
    }
    if (arrived.sequence() > end + 1) {
      return false;
    }
    end = arrived.sequence();
    entriesSinceSnapshot++;
    var entry = arrived.entry();
    if (entry.kind() == Kind.CHANGES) {
      entry.changes().forEach(book::apply);
      book.knowTokens(entry.tokens());
    } else {
      entriesSinceSnapshot = 0;
    }
    return true;
  }
}
