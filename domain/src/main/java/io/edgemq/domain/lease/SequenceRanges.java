package io.edgemq.domain.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A set of sequences that takes as much room as it has ranges. Each step costs the logarithm of
/// their number, and what it removes.
final class SequenceRanges {
  /// The last sequence of each range, by its first; no two of them touch.
  private final TreeMap<Long, Long> lasts = new TreeMap<>();

  /// Neighbouring sequences, both ends included.
  record Range(long first, long last) {}

  /// Adds all of `first` to `last`; those that are in it already stay.
  void add(long first, long last) {
    if (first > last) {
      return;
    }
    long from = first;
    long to = last;
    var before = lasts.lowerEntry(first);
    if (before != null && before.getValue() >= first - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    var touched = lasts.subMap(from, true, to + 1, true);
    to = touched.isEmpty() ? to : Math.max(to, touched.lastEntry().getValue());
    touched.clear();
    lasts.put(from, to);
  }

  /// Removes one sequence, if it is in it.
  void remove(long sequence) {
    var range = lasts.floorEntry(sequence);
    if (range == null || range.getValue() < sequence) {
      return;
    }
    lasts.remove(range.getKey());
    put(range.getKey(), sequence - 1);
    put(sequence + 1, range.getValue());
  }

  /// Removes every sequence up to `last`.
  void removeUpTo(long last) {
    var range = lasts.floorEntry(last);
    lasts.headMap(last, true).clear();
    if (range != null) {
      put(last + 1, range.getValue());
    }
  }

  private void put(long first, long last) {
    if (first <= last) {
      lasts.put(first, last);
    }
  }

  boolean contains(long sequence) {
    var range = lasts.floorEntry(sequence);
    return range != null && range.getValue() >= sequence;
  }

  /// How many sequences from `first` to `last` are in it.
  long count(long first, long last) {
    var before = lasts.floorEntry(first);
    long from = before == null ? first : before.getKey();
    return lasts.subMap(from, true, Math.max(from, last), true).entrySet().stream()
        .mapToLong(
            range ->
                Math.max(0, Math.min(last, range.getValue()) - Math.max(first, range.getKey()) + 1))
        .sum();
  }

  /// The first sequence from `from` on that is not in it.
  long firstOutside(long from) {
    var range = lasts.floorEntry(from);
    return range == null || range.getValue() < from ? from : range.getValue() + 1;
  }

  /// All of them, in order.
  List<Range> all() {
    var all = new ArrayList<Range>(lasts.size());
    lasts.forEach((first, last) -> all.add(new Range(first, last)));
    return all;
  }
}
