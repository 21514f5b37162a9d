package io.edgemq.nats;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Messages of a queue that were moved into it and have left it since. Each stays in the queue's
/// stream as the proof that it arrived, until nobody may store it there again: whoever moves a
/// message may learn very late, or never, that it arrived, and somebody else repeats the move.
///
/// For one thread.
final class Traces {
  private final TreeMap<Long, Origin> all = new TreeMap<>();

  /// A message has left, or had left before it was heard of.
  void left(Letter letter) {
    var origin = letter.origin;
    if (origin != null) {
      all.put(letter.sequence, origin);
    }
  }

  /// A message has not left after all.
  void back(Letter letter) {
    all.remove(letter.sequence);
  }

  /// The moves of these are over.
  void forget(Collection<Long> sequences) {
    all.keySet().removeAll(sequences);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /// The first sequence that has to stay in the stream; `unless` when none before it has.
  long first(long unless) {
    return all.isEmpty() ? unless : Math.min(unless, all.firstKey());
  }

  /// Up to `max` of them, the oldest first, by their sequences.
  SortedMap<Long, Origin> some(int max) {
    var some = new TreeMap<Long, Origin>();
    for (Map.Entry<Long, Origin> trace : all.entrySet()) {
      if (some.size() == max) {
        break;
      }
      some.put(trace.getKey(), trace.getValue());
    }
    return some;
  }
}
