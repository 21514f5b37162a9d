package io.edgemq.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The answers that clients of one topic got, and what the topic must not do after them.
/// Thread-safe.
final class TopicLedger {
  private final Map<Long, String> published = new TreeMap<>();
  private final Map<Long, String> seen = new TreeMap<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, Long> readers = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private int twice;

  /// The result of a run.
  ///
  /// @param published messages whose publish was answered
  /// @param read events that all readers together received
  /// @param twice messages that are in the log more than once
  record Figures(int published, long read, int lost, int twice) {}

  /// Records that a publish was answered with 2xx.
  synchronized void published(long sequence, String body) {
    note(published, sequence, body);
  }

  private void note(Map<Long, String> known, long sequence, String body) {
    var before = known.putIfAbsent(sequence, body);
    if (before != null && !before.equals(body)) {
      violations.add("topic: %d is %s, and was %s".formatted(sequence, body, before));
    }
  }

  /// Records that a reader received its next message.
  synchronized void read(String reader, long sequence, String body) {
    long due = position(reader) + 1;
    if (sequence != due) {
      violations.add("topic: %s was sent %d, and %d was due".formatted(reader, sequence, due));
    }
    readers.put(reader, sequence);
    note(seen, sequence, body);
    var place = places.putIfAbsent(body, sequence);
    if (place != null && place != sequence) {
      twice++;
      violations.add("topic: %s is at %d and at %d".formatted(body, place, sequence));
    }
  }

  /// The position of a reader; 0 before the first message.
  synchronized long position(String reader) {
    return readers.getOrDefault(reader, 0L);
  }

  /// Records an answer that no correct server gives.
  synchronized void odd(String what) {
    violations.add("%tT.%<tL topic: %s".formatted(System.currentTimeMillis(), what));
  }

  /// The position that all readers have reached.
  synchronized Map<String, Long> positions() {
    return Map.copyOf(readers);
  }

  /// Records that the log ends at `last`. All readers have had the time to read it.
  synchronized void end(long last) {
    readers.forEach(
        (reader, position) -> {
          if (position != last) {
            violations.add("topic: %s ended at %d of %d".formatted(reader, position, last));
          }
        });
  }

  /// All violations. The log must have ended.
  synchronized List<String> violations() {
    var all = new ArrayList<>(violations);
    published.forEach(
        (sequence, body) -> {
          if (!body.equals(seen.get(sequence))) {
            all.add("topic: %d (%s) was lost".formatted(sequence, body));
          }
        });
    return all;
  }

  synchronized Figures figures() {
    return new Figures(
        published.size(),
        readers.values().stream().mapToLong(Long::longValue).sum(),
        (int)
            published.entrySet().stream()
                .filter(each -> !each.getValue().equals(seen.get(each.getKey())))
                .count(),
        twice);
  }
}
