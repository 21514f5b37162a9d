package io.edgemq.memory;

import io.edgemq.domain.DedupKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// The dedup keys of one queue or topic, each with the sequence of its message. A key is forgotten
/// when its window has passed.
final class DedupMemory {
  private record Remembered(DedupKey key, long sequence, long until) {}

  private final Map<DedupKey, Remembered> byKey = new HashMap<>();
  private final PriorityQueue<Remembered> byEnd =
      new PriorityQueue<>(Comparator.comparingLong(Remembered::until));

  /// The sequence of the message that `key` stored, if the key is still remembered at `now`.
  Optional<Long> find(DedupKey key, long now) {
    forget(now);
    return Optional.ofNullable(byKey.get(key)).map(Remembered::sequence);
  }

  /// Remembers `key` for `window`. The key must not be remembered yet.
  void remember(DedupKey key, long sequence, long now, Duration window) {
    var remembered = new Remembered(key, sequence, now + window.toMillis());
    byKey.put(key, remembered);
    byEnd.add(remembered);
  }

  private void forget(long now) {
    while (!byEnd.isEmpty() && byEnd.element().until() <= now) {
      byKey.remove(byEnd.remove().key());
    }
  }
}
