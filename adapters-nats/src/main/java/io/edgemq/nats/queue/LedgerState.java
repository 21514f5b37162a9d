package io.edgemq.nats.queue;

import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseBook;

/// What the entries of a ledger add up to, read from its beginning or from a snapshot.
final class LedgerState {
  private final QueueType type;
  private LeaseBook book;
  private boolean whole;

  /// Whether the entry before was a part of a snapshot that counts.
  private boolean inSnapshot;

  /// @param whole whether the ledger is read from its very beginning
  LedgerState(QueueType type, boolean whole) {
    this.type = type;
    this.book = new LeaseBook(type);
    this.whole = whole;
  }

  LeaseBook book() {
    return book;
  }

  /// Whether nothing is missing before what was read.
  boolean isWhole() {
    return whole;
  }

  /// The next entry.
  void add(LedgerEntry entry) {
    switch (entry.kind()) {
      case SNAPSHOT -> {
        inSnapshot = !whole;
        whole = true;
        apply(entry);
      }
      case SNAPSHOT_PART -> apply(entry);
      case CHANGES, TURN, FOREIGN -> {
        inSnapshot = false;
        Ledger.apply(entry, book);
      }
    }
  }

  /// The next entry, whose writer had read others before it than those that are left. Its changes
  /// count: somebody was told of them.
  void addForked(LedgerEntry entry) {
    if (entry.kind() == LedgerEntry.Kind.SNAPSHOT) {
      book = new LeaseBook(type);
      whole = false;
    }
    add(entry);
  }

  private void apply(LedgerEntry part) {
    if (inSnapshot) {
      part.changes().forEach(book::apply);
      book.knowTokens(part.tokens());
    }
  }
}
