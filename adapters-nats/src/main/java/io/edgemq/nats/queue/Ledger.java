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
import io.edgemq.nats.queue.QueueReplica.Ruled;
import java.util.List;
import java.util.SplittableRandom;

/// The ledger of one queue, as far as one adapter has heard it: a log that everybody appends to, on
/// condition of having heard it to its end. For one thread.
final class Ledger {
  /// Tells the writers of a ledger apart; no secret.
  private static final SplittableRandom RANDOM = new SplittableRandom();

  private final StreamClient stream;
  private final String subject;
  private final long writer;
  private long number;
  private long end;
  private long entriesSinceSummary;

  /// @param end the last sequence that was heard
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

  /// The last sequence that was heard.
  long end() {
    return end;
  }

  long entriesSinceSummary() {
    return entriesSinceSummary;
  }

  /// A new entry of this writer's.
  LedgerEntry entry(Kind kind, List<StateChange> decisions, LeaseBook book) {
    return new LedgerEntry(kind, new Mark(writer, ++number), book.tokens(), List.copyOf(decisions));
  }

  /// Appends the entries, all or none; whether they are there. When not, somebody else's entry
  /// comes first, or one of these that an earlier call appended without consistency so.
  boolean append(List<LedgerEntry> entries) {
    var messages =
        entries.stream().map(e -> new Outgoing(subject, new MessageHeaders(), e.encode())).toList();
    var conditions = new java.util.ArrayList<>(entries.stream().map(_ -> Condition.NONE).toList());
    conditions.set(0, Condition.last(end));
    return switch (stream.publish(messages, conditions)) {
      case Published.Kept(var sequence) -> {
        end = sequence;
        entriesSinceSummary =
            entries.getFirst().kind() == Kind.SUMMARY ? 0 : entriesSinceSummary + 1;
        yield true;
      }
      case Published.Behind _ -> false;
      case Published.Known _ -> throw new IllegalStateException("a ledger has no ids");
    };
  }

  /// Whether what was heard is the entry that was appended; then it is known to be there.
  boolean confirm(Ruled heard, LedgerEntry appended) {
    boolean ours = heard.sequence() == end + 1 && heard.entry().mark().equals(appended.mark());
    if (ours) {
      end = heard.sequence();
      entriesSinceSummary++;
    }
    return ours;
  }

  /// Applies an entry that was heard, unless it was known; whether nothing is missing before it.
  /// Who has heard everything needs no summary.
  boolean apply(Ruled heard, LeaseBook book) {
    if (heard.sequence() <= end) {
      return true;
    }
    if (heard.sequence() > end + 1) {
      return false;
    }
    end = heard.sequence();
    entriesSinceSummary++;
    var entry = heard.entry();
    if (entry.kind() == Kind.DECIDED) {
      entry.decisions().forEach(book::apply);
      book.knowTokens(entry.tokens());
    } else {
      entriesSinceSummary = 0;
    }
    return true;
  }
}
