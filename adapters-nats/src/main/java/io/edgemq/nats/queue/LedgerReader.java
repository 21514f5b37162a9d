package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.nats.queue.Ledger.Reading;
import io.edgemq.nats.queue.QueueReplica.ClosedException;
import io.edgemq.nats.queue.QueueReplica.EntryArrived;

/// Takes the ledger entries that arrive at an open replica: applies them to its book, and notes
/// whose turn it is to append. For the replica's thread.
final class LedgerReader {
  private static final System.Logger LOG = System.getLogger(LedgerReader.class.getName());

  private final QueueReplica replica;
  private final Ledger ledger;
  private final LeaseBook book;
  private final Turns turns;

  LedgerReader(QueueReplica replica, Ledger ledger, LeaseBook book, Turns turns) {
    this.replica = replica;
    this.ledger = ledger;
    this.book = book;
    this.turns = turns;
  }

  /// Takes one that arrived. Closes the replica when the ledger is another one than was read.
  void take(EntryArrived arrived) {
    switch (ledger.read(arrived)) {
      case Reading.Known _ -> {}
      case Reading.Next(var entry) -> {
        Ledger.apply(entry, book);
        noteTurn(entry, arrived.sequence());
      }
      case Reading.Forked _ ->
          replica.recover("an entry of the ledger follows others than those that were read");
      case Reading.Ahead _ ->
          replica.close(
              new ClosedException("the ledger was compacted before this adapter had read it"));
    }
  }

  private void noteTurn(LedgerEntry entry, long sequence) {
    long now = System.nanoTime();
    long writer = entry.mark().writer();
    switch (entry.kind()) {
      case TURN -> {
        if (writer == ledger.writer()) {
          turns.granted(now);
        } else {
          turns.makeWay(writer, now);
        }
      }
      case CHANGES, SNAPSHOT, SNAPSHOT_PART -> turns.appended(writer, now);
      case FOREIGN -> statistics().passedOver(ledger.stream().name(), sequence);
    }
  }

  private QueueStatistics statistics() {
    return replica.parts().shared().statistics();
  }

  /// An append of this adapter came too late. Asks for a turn when that happened several times.
  void lostTurn() {
    statistics().turnLost();
    if (turns.lost(System.nanoTime()) && !replica.isClosed()) {
      try {
        ledger.askForTurn();
      } catch (StoreException unanswered) {
        LOG.log(
            System.Logger.Level.DEBUG,
            "a turn could not be asked for; why={0}",
            String.valueOf(unanswered));
      }
    }
  }
}
