package io.edgemq.domain.lease;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Messages of a queue that were moved into it and have left it since. A store that cannot move a
/// message in one step keeps each of them as the proof that it arrived, until nobody may store it
/// there again: whoever moves a message may learn very late, or never, that it arrived, and
/// somebody else repeats the move.
public final class Tombstones {
  private final TreeMap<Long, MoveSource> all = new TreeMap<>();

  /// A message has left, or had left before it arrived.
  void left(MessageEntry message) {
    var source = message.source();
    if (source != null) {
      all.put(message.sequence(), source);
    }
  }

  /// A message has not left after all.
  void back(MessageEntry message) {
    all.remove(message.sequence());
  }

  /// The moves of these are over.
  public void forget(Collection<Long> sequences) {
    all.keySet().removeAll(sequences);
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /// The first sequence that a store has to keep; `unless` when none before it has to be kept.
  long first(long unless) {
    return all.isEmpty() ? unless : Math.min(unless, all.firstKey());
  }

  /// Up to `max` of them, the oldest first, by their sequences.
  public SortedMap<Long, MoveSource> some(int max) {
    var some = new TreeMap<Long, MoveSource>();
    for (Map.Entry<Long, MoveSource> tombstone : all.entrySet()) {
      if (some.size() == max) {
        break;
      }
      some.put(tombstone.getKey(), tombstone.getValue());
    }
    return some;
  }
}
