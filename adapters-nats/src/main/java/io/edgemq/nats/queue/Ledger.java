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
import io.edgemq.nats.queue.LedgerEntry.Place;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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
  private Chain chain;

  /// The mark of the entry at `end`; null: no entry was read.
  private @Nullable Mark last;

  private long entriesSinceSnapshot;

  /// What an entry that arrived is to a reader.
  sealed interface Reading {
    /// It had been read before.
    record Known() implements Reading {}

    /// It is the next one.
    record Next(LedgerEntry entry) implements Reading {}

    /// It is the next one, and its writer had read other entries before it: the servers lost some.
    record Forked(LedgerEntry entry) implements Reading {}

    /// Entries before it are missing.
    record Ahead() implements Reading {}
  }

  /// @param end the last sequence that was read
  Ledger(StreamClient stream, String subject, long end) {
    this.stream = stream;
    this.subject = subject;
    this.end = end;
    this.chain = end == 0 ? Chain.BEGINNING : Chain.UNKNOWN;
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

  /// Who appends here.
  long writer() {
    return writer;
  }

  long entriesSinceSnapshot() {
    return entriesSinceSnapshot;
  }

  /// A new entry of this writer.
  LedgerEntry entry(Kind kind, List<StateChange> changes, LeaseBook book) {
    var place = new Place(new Mark(writer, ++number), chain);
    return new LedgerEntry(kind, place, book.tokens(), List.copyOf(changes));
  }

  /// A new snapshot, in as many entries as there are parts.
  List<LedgerEntry> snapshot(List<List<StateChange>> parts, LeaseBook book) {
    var entries = new ArrayList<LedgerEntry>();
    var before = chain;
    for (var part : parts) {
      var kind = entries.isEmpty() ? Kind.SNAPSHOT : Kind.SNAPSHOT_PART;
      var place = new Place(new Mark(writer, ++number), before);
      var entry = new LedgerEntry(kind, place, book.tokens(), part);
      entries.add(entry);
      before = before.then(entry);
    }
    return entries;
  }

  /// Appends the entries, all or none; returns whether they were stored. If not, the ledger has an
  /// entry of another writer, or one that an earlier call of this writer stored without getting the
  /// answer; or it has lost its end.
  boolean append(List<LedgerEntry> entries) {
    var messages = entries.stream().map(this::outgoing).toList();
    var conditions = new ArrayList<>(Collections.nCopies(entries.size(), Condition.NONE));
    conditions.set(0, Condition.last(end));
    return switch (stream.reserve().freeing(() -> stream.publish(messages, conditions))) {
      case Published.Kept(var sequence) -> {
        entries.forEach(entry -> advance(entry, sequence));
        yield true;
      }
      case Published.Behind _ -> false;
      case Published.Known _ -> throw new IllegalStateException("a ledger has no ids");
    };
  }

  /// Asks all others for the next turn. Appended without condition, because a condition is what
  /// this writer cannot meet.
  void askForTurn() {
    var place = new Place(new Mark(writer, ++number), Chain.UNKNOWN);
    var turn = outgoing(new LedgerEntry(Kind.TURN, place, 0, List.of()));
    var unused = stream.reserve().freeing(() -> stream.publish(turn, Condition.NONE));
  }

  private Outgoing outgoing(LedgerEntry entry) {
    return new Outgoing(subject, new MessageHeaders(), entry.encode());
  }

  private void advance(LedgerEntry entry, long sequence) {
    end = sequence;
    chain = chain.then(entry);
    last = entry.mark();
    entriesSinceSnapshot =
        switch (entry.kind()) {
          case SNAPSHOT, SNAPSHOT_PART -> 0;
          case CHANGES, TURN, FOREIGN -> entriesSinceSnapshot + 1;
        };
  }

  /// Whether the entry that arrived is the one that was appended; then it is recorded as stored.
  boolean confirm(EntryArrived arrived, LedgerEntry appended) {
    boolean ours = arrived.sequence() == end + 1 && arrived.entry().mark().equals(appended.mark());
    if (ours) {
      advance(appended, arrived.sequence());
    }
    return ours;
  }

  /// Reads an entry that arrived; it counts as read when it is the next one.
  Reading read(EntryArrived arrived) {
    if (arrived.sequence() <= end) {
      return new Reading.Known();
    }
    if (arrived.sequence() > end + 1) {
      return new Reading.Ahead();
    }
    var entry = arrived.entry();
    boolean follows = chain.precedes(entry);
    advance(entry, arrived.sequence());
    return follows ? new Reading.Next(entry) : new Reading.Forked(entry);
  }

  /// Applies an entry to the book of a reader of all entries, which needs no snapshot.
  static void apply(LedgerEntry entry, LeaseBook book) {
    switch (entry.kind()) {
      case CHANGES -> {
        entry.changes().forEach(book::apply);
        book.knowTokens(entry.tokens());
      }
      case SNAPSHOT, SNAPSHOT_PART, TURN, FOREIGN -> {}
    }
  }

  /// Whether the servers still have the entry that was read last, or the snapshot of somebody who
  /// had read it, which they keep in its place. Asks the ledger's leader.
  boolean isStillThere() {
    var read = last;
    if (read == null) {
      return true; // nothing was read that could have been lost
    }
    return stream
        .fromLeader(end, ">")
        .filter(
            found -> {
              var entry = LedgerEntry.decode(found.body());
              return found.sequence() == end
                  ? entry.mark().equals(read)
                  : mayReplace(entry, found.sequence());
            })
        .isPresent();
  }

  /// Whether the first entry that is left, which is a later one than was read, stands for those
  /// that were.
  private boolean mayReplace(LedgerEntry later, long sequence) {
    return later.kind() == Kind.SNAPSHOT && (sequence > end + 1 || chain.precedes(later));
  }
}
