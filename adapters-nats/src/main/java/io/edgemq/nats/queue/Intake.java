package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.domain.lease.Moment;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;
import io.edgemq.nats.queue.QueueReplica.Event;
import io.edgemq.nats.queue.QueueReplica.MarkArrived;
import io.edgemq.nats.queue.QueueReplica.MessageArrived;
import io.edgemq.nats.queue.QueueReplica.MessageFound;
import io.edgemq.nats.queue.QueueReplica.MessagePassed;
import io.edgemq.nats.queue.QueueReplica.MessageSent;
import io.edgemq.nats.queue.QueueReplica.Nudge;
import io.edgemq.nats.queue.QueueReplica.Submitted;
import java.util.List;

/// Takes the events of a replica: commands go to where they wait, and what arrived goes into the
/// book. For the replica's thread.
final class Intake {
  private final QueueReplica replica;
  private final LeaseBook book;
  private final LedgerReader reader;
  private final Arrivals arrivals;
  private final SourceMarks marks;
  private final AwaitingCatchUp behind;
  private final List<PendingCommand<?>> fresh;
  private long usedAt = System.nanoTime();

  /// @param waiting takes the commands, and says what was read
  /// @param fresh gets the commands that can be performed
  Intake(
      QueueReplica replica,
      LedgerReader reader,
      AwaitingCatchUp waiting,
      List<PendingCommand<?>> fresh) {
    this.replica = replica;
    this.book = waiting.book();
    this.reader = reader;
    this.arrivals = waiting.arrivals();
    this.marks = arrivals.marks();
    this.behind = waiting;
    this.fresh = fresh;
  }

  /// When the last command came, in terms of [System#nanoTime].
  long usedAt() {
    return usedAt;
  }

  /// Takes one event, at this moment: a decision that is heard with an older one would end before
  /// its time, because it cannot last for longer than its span from when it was heard.
  void take(Event event) {
    book.tell(replica.now());
    switch (event) {
      case Nudge _ -> {}
      case Submitted(var pending) -> submitted(pending);
      case MessageSent(var message, var at) -> sent(message, at);
      case MessageFound(var message) -> book.arrive(message);
      case MessagePassed(var sequence) -> book.arrivedUpTo(sequence);
      case MessageArrived(var message) -> {
        book.arrive(message);
        book.arrivedUpTo(message.sequence());
      }
      case MarkArrived(var mark) -> {
        marks.arrive(mark);
        book.arrivedUpTo(mark.sequence());
      }
      case EntryArrived decided -> reader.take(decided);
    }
    arrivals.measureGrowth();
  }

  private void submitted(PendingCommand<?> pending) {
    usedAt = System.nanoTime();
    try {
      if (pending.readsMessages() && !arrivals.isReading()) {
        arrivals.begin();
        replica.begin();
      }
      if (behind.hasReached(pending)) {
        fresh.add(pending);
      } else {
        behind.add(pending);
      }
    } catch (StoreException unknown) {
      pending.fail(unknown);
    }
  }

  /// Skips a message of a group whose predecessor has not arrived, because the group's order must
  /// hold; and any message while they are not read, or there is no room for it.
  private void sent(MessageEntry message, Moment at) {
    if (!arrivals.isReading() || !arrivals.hasRoom()) {
      return;
    }
    book.tell(at);
    boolean next = message.sequence() == book.arrived() + 1;
    if (next || !book.keepsGroups()) {
      book.arrive(message);
    }
    if (next) {
      book.arrivedUpTo(message.sequence());
    }
    book.tell(replica.now());
  }
}
