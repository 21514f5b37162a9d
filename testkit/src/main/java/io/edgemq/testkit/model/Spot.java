package io.edgemq.testkit.model;

import io.edgemq.domain.Content;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.lease.Moment;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place where a message is or may be: one stay in one queue. What is not known exactly is kept
/// as a range.
final class Spot {
  enum State {
    READY,
    LEASED,
    DELAYED
  }

  private final Item item;
  private final ModelQueue queue;
  private final Content content;
  private final long after;
  private Span arrived;
  private Span stored;
  private long sequence;
  private int attempts;
  private State state = State.READY;
  private End end = new End(0, 0, 0);
  private long hiddenUntil;
  private long mayEndAt;
  private boolean lapsed;
  private final Set<LeaseHandle> handles = new HashSet<>();
  private @Nullable Spot deadLetter;

  /// A range of operations or of times, both ends included.
  record Span(long from, long to) {
    static Span of(long at) {
      return new Span(at, at);
    }

    /// This and `more`, which may lie before it: clocks are set back.
    Span with(Span more) {
      return new Span(Math.min(from, more.from), Math.max(to, more.to));
    }

    boolean contains(long at) {
      return from <= at && at <= to;
    }
  }

  /// When a lease or delay ends.
  ///
  /// @param wall by the wall clock when it began
  /// @param elapsed by time that passes
  /// @param span how long it was to last
  record End(long wall, long elapsed, long span) {}

  /// A message that has just come to `queue`, by operation number `arrived` at the time `stored`.
  Spot(Item item, ModelQueue queue, Content content, Span arrived, Span stored) {
    this.item = item;
    this.queue = queue;
    this.content = content;
    this.arrived = arrived;
    this.stored = stored;
    this.after = queue.greatest();
  }

  Item item() {
    return item;
  }

  ModelQueue queue() {
    return queue;
  }

  Content content() {
    return content;
  }

  Span stored() {
    return stored;
  }

  int attempts() {
    return attempts;
  }

  boolean isLeased() {
    return state == State.LEASED;
  }

  State state() {
    return state;
  }

  boolean holds(LeaseHandle other) {
    return handles.contains(other);
  }

  /// Whether it was given back, or never handed out.
  boolean isWithoutHolder() {
    return handles.isEmpty();
  }

  /// The stay in the dead-letter queue that may follow or have followed this one.
  @Nullable Spot deadLetter() {
    return deadLetter;
  }

  void deadLetter(Spot next) {
    deadLetter = next;
  }

  /// It may as well have arrived by this operation, at one of these times.
  void mayHaveArrived(long operation, Span times) {
    arrived = arrived.with(Span.of(operation));
    stored = stored.with(times);
  }

  void passTime(long elapsed) {
    lapsed |= elapsed >= mayEndAt;
  }

  /// The store was opened again: what hides it goes on from where it was, or by the wall clock, but
  /// not for longer than it was to last.
  void reopened(Moment now) {
    long byWall = now.elapsed() + Math.clamp(end.wall() - now.wall(), 0, end.span());
    mayEndAt = Math.min(mayEndAt, byWall);
    hiddenUntil = Math.max(hiddenUntil, byWall);
  }

  /// Whether time alone hides it no more.
  boolean isVisible(long elapsed) {
    return state == State.READY || elapsed >= hiddenUntil;
  }

  /// Whether it may be visible: what was visible once may stay so over a reopening.
  boolean mayBeVisible(long elapsed) {
    return isVisible(elapsed) || elapsed >= mayEndAt || lapsed;
  }

  /// Whether it was stored before `other` in the same queue.
  boolean isBefore(Spot other) {
    return (sequence > 0 && other.sequence > 0)
        ? sequence < other.sequence
        : arrived.to() < other.arrived.from();
  }

  boolean mayBeBefore(Spot other) {
    return (sequence > 0 && other.sequence > 0)
        ? sequence < other.sequence
        : arrived.from() <= other.arrived.to();
  }

  /// What keeps `message` from being this one; empty when nothing does.
  String complaint(QueueMessage message, int attempt) {
    boolean rightSequence =
        sequence > 0 ? message.sequence() == sequence : message.sequence() > after;
    if (!rightSequence) {
      return "sequence "
          + message.sequence()
          + " instead of "
          + sequence
          + " (after "
          + after
          + ")";
    }
    if (attempt != attempts + 1) {
      return "attempt " + attempt + " after " + attempts;
    }
    if (!message.content().equals(content)) {
      return "other content: " + message.content() + " instead of " + content;
    }
    return stored.contains(message.timestamp().toEpochMilli())
        ? ""
        : "timestamp " + message.timestamp() + " outside " + stored;
  }

  void found(long at) {
    queue.claim(at, this);
    sequence = at;
  }

  void lease(LeaseHandle with, End until) {
    attempts++;
    handles.clear();
    extend(with, until);
  }

  void extend(LeaseHandle with, End until) {
    handles.add(with);
    hide(State.LEASED, until);
  }

  void release(End until) {
    handles.clear();
    hide(until.span() == 0 ? State.READY : State.DELAYED, until);
  }

  void delay(End until) {
    hide(State.DELAYED, until);
  }

  void takeBack(End now) {
    attempts--;
    release(now);
  }

  private void hide(State how, End until) {
    state = how;
    end = until;
    hiddenUntil = until.elapsed();
    mayEndAt = until.elapsed();
    lapsed = false;
  }

  @Override
  public String toString() {
    return "%s in %s: %s, attempts %d, sequence %d"
        .formatted(item.name(), queue.name().value(), state, attempts, sequence);
  }
}
