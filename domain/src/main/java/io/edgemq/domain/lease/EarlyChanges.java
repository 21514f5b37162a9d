package io.edgemq.domain.lease;

import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.lease.LeaseState.Status;
import io.edgemq.domain.lease.StateChange.Becomes;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.domain.lease.StateChange.Purged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What a book has heard of messages that have not arrived at it. What has left takes the room of
/// its ranges: behind one message that is leased for hours, millions may pass.
final class EarlyChanges {
  /// Each a [Becomes] or a [Moves], by the message's sequence.
  private final TreeMap<Long, StateChange> states = new TreeMap<>();

  private final SequenceRanges gone = new SequenceRanges();

  /// The last that was heard of a message; empty when nothing was.
  Optional<StateChange> find(long sequence) {
    return gone.contains(sequence)
        ? Optional.of(new Gone(sequence))
        : Optional.ofNullable(states.get(sequence));
  }

  /// Whether the message left before it arrived.
  boolean hasLeft(long sequence) {
    return gone.contains(sequence);
  }

  /// Puts this in place of what was heard before.
  void put(StateChange change) {
    switch (change) {
      case Gone(var first, var last) -> leave(first, last);
      case Becomes(var sequence, _) -> put(sequence, change);
      case Moves(var sequence, _, _) -> put(sequence, change);
      case Purged _ -> throw new IllegalArgumentException("about what arrived, too: " + change);
    }
  }

  /// All of `first` to `last` have left; nothing when `last` is the smaller one.
  void leave(long first, long last) {
    if (first <= last) {
      states.subMap(first, true, last, true).clear();
      gone.add(first, last);
    }
  }

  private void put(long sequence, StateChange change) {
    gone.remove(sequence);
    states.put(sequence, change);
  }

  void forget(long sequence) {
    states.remove(sequence);
    gone.remove(sequence);
  }

  /// Forgets every message up to `sequence`.
  void forgetUpTo(long sequence) {
    states.headMap(sequence, true).clear();
    gone.removeUpTo(sequence);
  }

  /// How many messages have a state here.
  int size() {
    return states.size();
  }

  /// The first sequence from `from` on that has not left.
  long firstThere(long from) {
    return gone.firstOutside(from);
  }

  /// How many of the messages `first` to `last` are not known to have left, `now`. Those that
  /// nothing was heard of count as ready.
  QueueCounts count(long first, long last, long now) {
    long ready = Math.max(0, last - first + 1) - gone.count(first, last);
    long leased = 0;
    long delayed = 0;
    for (var change : states.subMap(first, true, Math.max(first, last), true).values()) {
      switch (change) {
        case Becomes(_, var state) -> {
          boolean waits = state.until() > now;
          leased += waits && state.status() == Status.LEASED ? 1 : 0;
          delayed += waits && state.status() == Status.DELAYED ? 1 : 0;
        }
        case Moves _ -> ready--;
        case Gone _, Purged _ -> throw new IllegalStateException("not a state: " + change);
      }
    }
    return new QueueCounts(ready - leased - delayed, leased, delayed, Duration.ZERO);
  }

  /// Up to `max` messages behind `after` whose move was to be over by `now`.
  List<Long> lateMoves(long after, long now, int max) {
    return states.tailMap(after, false).values().stream()
        .filter(change -> change instanceof Moves(_, var state, _) && state.until() <= now)
        .limit(max)
        .map(change -> ((Moves) change).sequence())
        .toList();
  }

  /// As few changes as lead to it, without the states of messages before `first`.
  List<StateChange> all(long first) {
    var all = new ArrayList<>(states.tailMap(first, true).values());
    gone.all().forEach(range -> all.add(new Gone(range.first(), range.last())));
    return all;
  }
}
