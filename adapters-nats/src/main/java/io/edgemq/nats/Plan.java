package io.edgemq.nats;

import io.edgemq.domain.QueueConfig;
import io.edgemq.nats.LeaseBook.Change;
import io.edgemq.nats.LeaseBook.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Decisions about a queue that are being made: in the book already, and not in the ledger yet.
final class Plan {
  /// A quarter of what a server takes by default: the errand that fills the plan may add as much.
  private static final long FULL_BYTES = 256 << 10;

  private final LeaseBook book;
  private final QueueConfig config;
  private final long now;
  private final Counters before;
  private final List<Change> changes = new ArrayList<>();
  private final List<Ruling> rulings = new ArrayList<>();
  private long size;

  /// @param now in milliseconds; the book has passed the time until then
  Plan(LeaseBook book, QueueConfig config, long now) {
    this.book = book;
    this.config = config;
    this.now = now;
    this.before = book.counters();
  }

  LeaseBook book() {
    return book;
  }

  QueueConfig config() {
    return config;
  }

  long now() {
    return now;
  }

  /// `delay` from now, in milliseconds.
  long in(Duration delay) {
    return now + delay.toMillis();
  }

  /// A token that nobody was given before.
  long token() {
    book.knowTokens(book.tokens() + 1);
    return book.tokens();
  }

  void decide(Ruling decision) {
    changes.addAll(book.apply(decision));
    rulings.add(decision);
    size += LedgerEntry.mostBytes(decision);
  }

  void stands(Letter letter, Standing standing) {
    decide(new Ruling.Stands(letter.sequence, standing));
  }

  /// Whether no more should be decided in it: an entry of the ledger is one message, which servers
  /// take up to a size only.
  boolean isFull() {
    return size >= FULL_BYTES;
  }

  boolean isEmpty() {
    return rulings.isEmpty();
  }

  List<Ruling> rulings() {
    return rulings;
  }

  /// Where the plan stands, for [#undoTo].
  record Point(int changes, int rulings, long size, Counters counters) {}

  Point point() {
    return new Point(changes.size(), rulings.size(), size, book.counters());
  }

  /// Takes back what was decided since `point`.
  void undoTo(Point point) {
    var since = changes.subList(point.changes(), changes.size());
    book.undo(since, point.counters());
    since.clear();
    rulings.subList(point.rulings(), rulings.size()).clear();
    size = point.size();
  }

  /// Takes back everything.
  void undo() {
    undoTo(new Point(0, 0, 0, before));
  }
}
