package io.edgemq.domain.lease;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseState.Status;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import io.edgemq.domain.lease.Undo.Before;
import io.edgemq.domain.lease.Undo.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// The state of every message of one queue, as far as its keeper has heard: it follows from the
/// messages that arrived and from the state changes that were applied, whichever comes first. Two
/// books that heard the same are the same.
///
/// Each step costs the logarithm of what there is, however much is leased. [#passTime] comes first.
public final class LeaseBook {
  private final TreeMap<Long, MessageEntry> all = new TreeMap<>();
  private final RetentionIndex retention = new RetentionIndex();
  private final PendingMoves pending = new PendingMoves();
  private final DeliveryOrder order;
  private final EarlyChanges early = new EarlyChanges(); // of messages after `arrived`
  private final Tombstones tombstones = new Tombstones();
  private Moment now = new Moment(0, 0);
  private long arrived;
  private long purged;
  private long tokens;

  /// The book of a new, empty queue.
  public LeaseBook(QueueType type) {
    this.order = new DeliveryOrder(type);
  }

  /// Tells what time it is: what the book hears from now on runs from this moment on.
  public void tell(Moment moment) {
    now = moment;
  }

  /// As [#tell], and what the book has heard so far, it hears at that moment.
  public void restart(Moment moment) {
    tell(moment);
    order.restart(moment);
  }

  /// The last sequence up to which every message has arrived.
  public long arrived() {
    return arrived;
  }

  /// Whether messages must arrive in order, because groups have one to keep.
  public boolean keepsGroups() {
    return order.hasGroups();
  }

  /// The last token that was given out.
  public long tokens() {
    return tokens;
  }

  /// The first message that has not left, or has not arrived yet.
  public long firstLive() {
    long next = Math.max(arrived, purged) + 1;
    return all.isEmpty() ? next : Math.min(next, all.firstKey());
  }

  /// The first message that has to be kept: one that has not arrived yet may be a tombstone.
  public long firstKept() {
    return tombstones.first(Math.min(firstLive(), arrived + 1));
  }

  /// What was moved here and has left since.
  public Tombstones tombstones() {
    return tombstones;
  }

  PendingMoves pending() {
    return pending;
  }

  /// A message was stored; one that arrived or left already is passed over.
  public void arrive(MessageEntry message) {
    long sequence = message.sequence();
    if (all.containsKey(sequence)) {
      return;
    }
    if (sequence <= arrived || sequence <= purged) {
      tombstones.left(message);
      return;
    }
    switch (early.find(sequence).orElse(null)) {
      case null -> put(message, message.state(), Optional.empty());
      case Gone _, Purged _ -> tombstones.left(message);
      case Becomes(_, var state) -> put(message, state, Optional.empty());
      case Moves(_, var state, var move) -> put(message, state, Optional.of(move));
    }
  }

  /// Every message up to `sequence` has arrived, or left before it could.
  public void arrivedUpTo(long sequence) {
    arrived = Math.max(arrived, sequence);
    early.forgetUpTo(arrived);
  }

  /// Messages have another state from now on. One that is not known yet gets it when it arrives.
  public void apply(StateChange change) {
    if (change instanceof Gone(var first, var last) && first < last) {
      List.copyOf(all.subMap(first, true, last, true).values()).forEach(this::remove);
      early.leave(Math.max(first, arrived + 1), last);
    } else {
      var unused = change(change);
    }
  }

  /// As [#apply]; answers what [#undo] needs, the last change last.
  List<Undo> change(StateChange change) {
    return switch (change) {
      case Becomes(var sequence, var state) -> {
        tokens = Math.max(tokens, state.token());
        yield become(sequence, change, state, Optional.empty());
      }
      case Moves(var at, var state, var move) -> become(at, change, state, Optional.of(move));
      case Gone(var a, var b) -> LongStream.rangeClosed(a, b).mapToObj(this::leave).toList();
      case Purged(var upTo) -> {
        purged = Math.max(purged, upTo);
        yield List.copyOf(all.headMap(upTo, true).keySet()).stream().map(this::leave).toList();
      }
    };
  }

  private List<Undo> become(
      long sequence, StateChange change, LeaseState state, Optional<Move> move) {
    var undo = remember(sequence);
    var message = all.get(sequence);
    if (message != null) {
      order.remove(message);
      message.become(state, now.end(state));
      pending.set(message, move);
      order.add(message);
    } else if (sequence > arrived) {
      early.put(change);
    }
    return List.of(undo);
  }

  private Undo leave(long sequence) {
    var undo = remember(sequence);
    find(sequence).ifPresent(this::remove);
    early.leave(Math.max(sequence, arrived + 1), sequence);
    return undo;
  }

  private Undo remember(long sequence) {
    var before = find(sequence).map(m -> new Before(m, m.state(), m.end(), pending.find(sequence)));
    return new Undo(sequence, before, early.find(sequence));
  }

  Counters counters() {
    return new Counters(tokens, purged);
  }

  /// As before these changes, which were the last ones, apart from what has arrived since.
  void undo(List<Undo> undos, Counters before) {
    for (var undo : undos.reversed()) {
      early.forget(undo.sequence());
      undo.early().ifPresent(early::put);
      undo.before().ifPresent(this::putBack);
    }
    early.forgetUpTo(arrived);
    tokens = before.tokens();
    purged = before.purged();
  }

  private void put(MessageEntry message, LeaseState state, Optional<Move> move) {
    putBack(new Before(message, state, now.end(state), move));
  }

  private void putBack(Before was) {
    var message = was.message();
    early.forget(message.sequence());
    if (all.containsKey(message.sequence())) {
      remove(message);
    }
    message.become(was.state(), was.end());
    pending.set(message, was.move());
    insert(message);
  }

  /// No token up to this one is given out again.
  public void knowTokens(long last) {
    tokens = Math.max(tokens, last);
  }

  /// Drops what is past its retention and makes visible what was leased or delayed long enough.
  /// Answers what was dropped.
  public List<MessageEntry> passTime(Moment moment, QueueConfig config) {
    tell(moment);
    var expired = retention.until(config.horizon(Instant.ofEpochMilli(now.wall())).toEpochMilli());
    expired.forEach(message -> leave(message.sequence()));
    order.passTime(now);
    return expired;
  }

  /// In how many milliseconds time alone may next make something receivable, or leave a move to
  /// whoever finds it.
  public OptionalLong nextChange(Moment moment, QueueConfig config) {
    return new NextChange(order, retention).millis(moment, config);
  }

  /// The message that can be received for the longest time, `without` left out.
  public Optional<MessageEntry> firstReady(Set<Long> without) {
    return order.first(without);
  }

  /// The message, if it is in the queue.
  public Optional<MessageEntry> find(long sequence) {
    return Optional.ofNullable(all.get(sequence));
  }

  /// Whether it is known that there is, or was, a message of that sequence. One whose lease was
  /// heard of, and that has not arrived, cannot be told from one that has left.
  public boolean hasHeardOf(long sequence) {
    return sequence <= Math.max(arrived, purged)
        || all.containsKey(sequence)
        || early.hasLeft(sequence);
  }

  /// Whether both the message and the token that a handle speaks of were heard of.
  public boolean hasHeardOf(Handle handle) {
    return handle.token() <= tokens && hasHeardOf(handle.sequence());
  }

  /// Up to `max` messages with sequences in `(after, end]`, in order, without those that move.
  public List<MessageEntry> between(long after, long end, long max) {
    return after >= end
        ? List.of()
        : all.subMap(after, false, end, true).values().stream()
            .filter(message -> !message.isMoving())
            .limit(max)
            .toList();
  }

  /// Whether somebody has the message now; [#passTime] has made the others visible.
  boolean isLeased(MessageEntry message) {
    return message.state().status() == Status.LEASED && order.isInvisible(message);
  }

  /// Up to `max` moves whose time is over at `moment`: nobody is known to carry them out.
  public List<PendingMove> abandonedMoves(Moment moment, int max) {
    return pending.of(order.late(moment, max));
  }

  /// What of a queue has not arrived at its book.
  public UnreadMessages unread() {
    return new UnreadMessages(all, early, Math.max(arrived, purged));
  }

  /// How many messages have an entry.
  public int size() {
    return all.size() + early.size();
  }

  /// How many messages there are, of those that arrived; the age of the oldest by the wall clock.
  public QueueCounts count(long wall) {
    long oldest = Math.max(0, wall - retention.oldest().orElse(wall));
    return order.count(all.size() - pending.size(), Duration.ofMillis(oldest));
  }

  /// The changes that lead a book at which all messages since [#firstLive] arrive to the state of
  /// this one.
  public List<StateChange> snapshot() {
    return Snapshot.of(all.values(), pending, early, new Snapshot.Bounds(firstLive(), arrived));
  }

  private void insert(MessageEntry message) {
    tombstones.back(message);
    all.put(message.sequence(), message);
    retention.add(message);
    order.join(message);
  }

  private void remove(MessageEntry message) {
    tombstones.left(message);
    pending.remove(message);
    all.remove(message.sequence());
    retention.remove(message);
    order.leave(message);
  }
}
