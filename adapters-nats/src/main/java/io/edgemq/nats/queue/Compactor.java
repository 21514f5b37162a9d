package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.queue.SourceMarks.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Keeps a queue's streams short. It removes messages that have left the queue, up to the first one
/// that still exists or has a tombstone; a [MarkedPurge] keeps the marks of sources. It removes
/// obsolete ledger entries once a snapshot of the remaining state is appended. Any adapter may do
/// this, and several may do it at once. After a failure it is tried again later.
final class Compactor {
  private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

  /// The number of removed messages that may stay in the stream while the queue is busy.
  private static final long MAX_REMOVED = 2_000;

  /// The number of entries that a ledger may have before a snapshot is written.
  private static final long MAX_ENTRIES = 4_000;

  /// The largest entry of a snapshot, while a server accepts a megabyte.
  private static final long PART_BYTES = 512 << 10;

  private static final long QUIET_NANOS = 1_000_000_000L;

  private final LeaseBook book;
  private final Ledger ledger;
  private final StreamClient messages;
  private final SourceMarks marks;
  private final MarkedPurge marked;
  private final Semaphore free = new Semaphore(1);
  private volatile long purgedBefore;
  private long triedBefore;
  private volatile long triedAt = System.nanoTime();

  /// @param marks those of what has arrived
  Compactor(QueueRecovery recovery, SourceMarks marks) {
    this.book = recovery.book();
    this.ledger = recovery.ledger();
    this.messages = recovery.messages();
    this.marks = marks;
    this.marked = new MarkedPurge(messages, MAX_REMOVED);
    this.purgedBefore = recovery.begin();
    this.triedBefore = purgedBefore;
  }

  /// Compacts what is due. Called by the replica's loop between two rounds.
  void runIfDue() {
    if (ledger.entriesSinceSnapshot() > MAX_ENTRIES && free.tryAcquire()) {
      writeSnapshot();
    }
    long first = book.firstKept();
    boolean due =
        first - triedBefore > MAX_REMOVED
            || (first > purgedBefore && System.nanoTime() - triedAt > QUIET_NANOS);
    if (due && free.tryAcquire()) {
      triedBefore = first;
      var held = marks.before(first, MarkedPurge.MOST);
      inBackground(() -> purge(first, held));
    }
  }

  private void purge(long first, Held held) {
    try {
      purgedBefore = marked.purgeBefore(first, held);
    } finally {
      triedAt = System.nanoTime();
    }
  }

  private void writeSnapshot() {
    long before = ledger.end();
    try {
      if (ledger.isStillThere() && ledger.append(snapshot())) {
        inBackground(() -> ledger.stream().purgeBefore(before + 1));
      } else {
        free.release(); // another adapter appended first: try later
      }
    } catch (StoreException failed) {
      free.release();
      LOG.log(
          System.Logger.Level.WARNING,
          "no snapshot of a ledger was written; why={0}",
          String.valueOf(failed));
    }
  }

  private List<LedgerEntry> snapshot() {
    var parts = new ArrayList<List<StateChange>>();
    var part = new ArrayList<StateChange>();
    long bytes = 0;
    for (var change : book.snapshot()) {
      bytes += LedgerEntry.mostBytes(change);
      if (bytes > PART_BYTES) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = LedgerEntry.mostBytes(change);
      }
      part.add(change);
    }
    parts.add(part);
    return ledger.snapshot(parts, book);
  }

  private void inBackground(Runnable work) {
    var unused =
        Thread.ofVirtual()
            .name("compact-" + messages.name())
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (StoreException failed) {
                    LOG.log(
                        System.Logger.Level.WARNING,
                        "a stream was not purged; why={0}",
                        String.valueOf(failed));
                  } finally {
                    free.release();
                  }
                });
  }
}
