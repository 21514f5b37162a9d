package io.edgemq.domain.lease;

import io.edgemq.domain.QueueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Decisions about a queue that are being made: in the book already, and not written down yet. They
/// are about messages that are in the book, and nobody else changes the book meanwhile: messages
/// may arrive, and nothing more.
public final class Proposal {
  /// More than a queue leases in a millisecond: tokens do not get ahead of the time.
  private static final long TOKENS_A_MILLI = 1_000;

  private final LeaseBook book;
  private final QueueConfig config;
  private final Moment now;
  private final Capacity capacity;
  private final Undo.Counters before;
  private final List<Undo> undos = new ArrayList<>();
  private final List<StateChange> changes = new ArrayList<>();
  private long size;

  /// Begins with nothing.
  ///
  /// @param now the book has passed the time until then
  public Proposal(LeaseBook book, QueueConfig config, Moment now, Capacity capacity) {
    book.tell(now);
    this.book = book;
    this.config = config;
    this.now = now;
    this.capacity = capacity;
    this.before = book.counters();
  }

  /// The book, with what was decided so far.
  public LeaseBook book() {
    return book;
  }

  /// The queue's.
  public QueueConfig config() {
    return config;
  }

  /// When it is decided, in unix milliseconds.
  public long now() {
    return now.wall();
  }

  /// When it is decided.
  public Moment moment() {
    return now;
  }

  /// `delay` from now, in unix milliseconds.
  long in(Duration delay) {
    return now.wall() + delay.toMillis();
  }

  /// A token that nobody was given before: larger than those that the book knows of. It is at least
  /// the time in microseconds, so that it also differs from those that were given out in decisions
  /// which a store has lost.
  public long token() {
    book.knowTokens(Math.max(book.tokens() + 1, now.wall() * TOKENS_A_MILLI));
    return book.tokens();
  }

  /// Decides on `change`.
  public void decide(StateChange change) {
    undos.addAll(book.change(change));
    changes.add(change);
    size += capacity.size().applyAsLong(change);
  }

  /// Decides that the message has that state from now on.
  public void decide(MessageEntry message, LeaseState state) {
    decide(new StateChange.Becomes(message.sequence(), state));
  }

  /// Whether nothing more should be decided in it, because its store could not write it down.
  public boolean isFull() {
    return size >= capacity.most();
  }

  /// Whether nothing was decided.
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /// What was decided, in order.
  public List<StateChange> changes() {
    return changes;
  }

  /// How far the proposal has come, for [#undoTo].
  public static final class Point {
    private final int undos;
    private final int changes;
    private final long size;
    private final Undo.Counters counters;

    private Point(int undos, int changes, long size, Undo.Counters counters) {
      this.undos = undos;
      this.changes = changes;
      this.size = size;
      this.counters = counters;
    }
  }

  /// How far it has come now.
  public Point point() {
    return new Point(undos.size(), changes.size(), size, book.counters());
  }

  /// Whether something was decided since `point`.
  public boolean hasChangedSince(Point point) {
    return changes.size() > point.changes;
  }

  /// Takes back what was decided since `point`.
  public void undoTo(Point point) {
    var since = undos.subList(point.undos, undos.size());
    book.undo(since, point.counters);
    since.clear();
    changes.subList(point.changes, changes.size()).clear();
    size = point.size;
  }

  /// Takes back everything.
  public void undo() {
    undoTo(new Point(0, 0, 0, before));
  }
}
