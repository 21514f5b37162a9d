package io.edgemq.nats.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The marks of all sources of one queue, as far as its stream was read. For one thread.
final class SourceMarks {
  private final Map<String, SourceMark> bySubject = new HashMap<>();
  private final TreeMap<Long, SourceMark> inOrder = new TreeMap<>();

  /// The next one was read. It replaces the one before of its source.
  void arrive(SourceMark mark) {
    var before = bySubject.remove(mark.subject());
    if (before != null) {
      inOrder.remove(before.sequence());
    }
    if (!mark.isRetired()) {
      bySubject.put(mark.subject(), mark);
      inOrder.put(mark.sequence(), mark);
    }
  }

  /// Marks in the way.
  ///
  /// @param first some of them, in order
  /// @param count how many there are
  record Held(List<SourceMark> first, int count) {
    Held {
      first = List.copyOf(first);
    }
  }

  /// Those that count and lie before `sequence`, the first `max` of them.
  Held before(long sequence, int max) {
    var before = inOrder.headMap(sequence).values();
    return new Held(before.stream().limit(max).toList(), before.size());
  }
}
