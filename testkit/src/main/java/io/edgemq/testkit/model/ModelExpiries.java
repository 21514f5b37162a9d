package io.edgemq.testkit.model;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which expiries have got a revision, as far as a [KvModel] can know.
final class ModelExpiries {
  /// Revisions that nobody wrote, so they must be expiries.
  private final Set<Long> holes = new HashSet<>();

  /// How often a key has expired, without the times of which the revision is known.
  private final Map<KvKey, Integer> expired = new HashMap<>();

  /// The keys whose newest value has expired.
  private final Set<KvKey> now = new HashSet<>();

  private long last;

  /// The newest revision that is known.
  long last() {
    return last;
  }

  /// How many expiries may have a revision that is not known.
  int unexplained() {
    return expired.values().stream().mapToInt(Integer::intValue).sum() - holes.size();
  }

  /// Told that the key's newest value has expired; again does nothing.
  void expired(KvKey key) {
    if (now.add(key)) {
      expired.merge(key, 1, Integer::sum);
    }
  }

  /// Told that the key's newest value is another one.
  void over(KvKey key) {
    now.remove(key);
  }

  /// Told that `revision` was given: those before it that nobody wrote are expiries.
  void reach(long revision) {
    for (long hole = last + 1; hole < revision; hole++) {
      holes.add(hole);
    }
    last = Math.max(last, revision);
    Disallowed.unless(
        unexplained() >= 0, "the revisions " + holes + " are of nothing that happened");
  }

  /// Told that `entry`, which nobody wrote, was shown.
  void explain(KvEntry entry) {
    boolean possible =
        entry.change() instanceof KvChange.Expired
            && entry.hops() == 0
            && expired.getOrDefault(entry.key(), 0) > 0
            && (holes.remove(entry.revision()) || entry.revision() > last);
    Disallowed.unless(possible, "shows " + entry + ", which nobody wrote");
    expired.merge(entry.key(), -1, Integer::sum);
    reach(entry.revision());
  }
}
