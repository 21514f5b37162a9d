package io.edgemq.nats;

import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.nats.LedgerEntry.Kind;
import io.edgemq.ports.out.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Keeps a queue's streams short: messages that have left go, up to the first one that is still
/// there, or whose tombstone is; decisions that matter no longer go when a summary of the others
/// was appended. Any adapter may do it, and several may at once. Where it fails it is done later.
final class Janitor {
  private static final System.Logger LOG = System.getLogger(Janitor.class.getName());

  /// How many messages may lie there that have left, while the queue is busy.
  private static final long LITTER = 2_000;

  /// How many entries a ledger may have before they are summed up.
  private static final long ENTRIES = 4_000;

  /// Some hundreds of kilobytes a message, and a server takes a megabyte.
  private static final int PART = 20_000;

  private static final long QUIET_NANOS = 1_000_000_000L;

  private final LeaseBook book;
  private final Ledger ledger;
  private final Stream messages;
  private final Semaphore free = new Semaphore(1);
  private volatile long swept;
  private long tried;
  private volatile long triedAt = System.nanoTime();

  Janitor(Opening opening) {
    this.book = opening.book();
    this.ledger = opening.ledger();
    this.messages = opening.messages();
    this.swept = opening.begin();
    this.tried = swept;
  }

  /// Does what is due; called by the clerk, between two rounds.
  void tidy() {
    if (ledger.entriesSinceSummary() > ENTRIES && free.tryAcquire()) {
      sumUp();
    }
    long first = book.firstKept();
    boolean due =
        first - tried > LITTER || (first > swept && System.nanoTime() - triedAt > QUIET_NANOS);
    if (due && free.tryAcquire()) {
      tried = first;
      inBackground(() -> sweep(first));
    }
  }

  private void sweep(long first) {
    try {
      messages.purgeBefore(first);
      swept = first;
    } finally {
      triedAt = System.nanoTime();
    }
  }

  private void sumUp() {
    long before = ledger.end();
    try {
      if (ledger.append(summary())) {
        inBackground(() -> ledger.stream().purgeBefore(before + 1));
      } else {
        free.release(); // somebody else decided something meanwhile: later
      }
    } catch (StoreException failed) {
      free.release();
      LOG.log(
          System.Logger.Level.WARNING,
          "a ledger was not summed up; why={0}",
          String.valueOf(failed));
    }
  }

  private List<LedgerEntry> summary() {
    var decisions = book.snapshot();
    var entries = new ArrayList<LedgerEntry>();
    for (int from = 0; from < decisions.size(); from += PART) {
      var part = decisions.subList(from, Math.min(decisions.size(), from + PART));
      entries.add(ledger.entry(from == 0 ? Kind.SUMMARY : Kind.SUMMARY_GOES_ON, part, book));
    }
    return entries;
  }

  private void inBackground(Runnable work) {
    var unused =
        Thread.ofVirtual()
            .name("sweep-" + messages.name())
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (StoreException failed) {
                    LOG.log(
                        System.Logger.Level.WARNING,
                        "a stream was not cut; why={0}",
                        String.valueOf(failed));
                  } finally {
                    free.release();
                  }
                });
  }
}
