package io.edgemq.kvbridge;

import io.edgemq.domain.kv.KvKey;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which revisions of which keys were read, as far as that is needed to know which of them are too
/// many. It remembers [#MOST] revisions; of keys that it has forgotten, some more than needed are
/// kept until they are written again. For one thread at a time.
final class KeyRevisions {
  static final int MOST = 100_000;

  private final int history;

  /// The keys that were read least recently come first.
  private final Map<KvKey, ArrayDeque<Revision>> known = new LinkedHashMap<>(16, 0.75f, true);

  private final Set<KvKey> touched = new LinkedHashSet<>();
  private final Map<KvKey, Excess> due = new LinkedHashMap<>();
  private int size;

  /// @param end whether it removes what lies before it
  private record Revision(long number, boolean end) {}

  /// What is too many of a key.
  ///
  /// @param last no later revision is
  /// @param first the first revision that stays
  private record Excess(long last, long first) {}

  /// A key of which revisions are too many.
  ///
  /// @param first the first revision that stays
  record Due(KvKey key, long first) {}

  /// @param history how many revisions of a key count
  KeyRevisions(int history) {
    this.history = history;
  }

  /// Called for each revision, in order.
  void read(KvKey key, long number, boolean removesHistory) {
    known.computeIfAbsent(key, _ -> new ArrayDeque<>(2)).add(new Revision(number, removesHistory));
    touched.add(key);
    size++;
  }

  /// How many keys have revisions that are too many, now that everything up to `mark` is told.
  int waiting(long mark) {
    touched.removeIf(key -> judge(key, mark));
    forget();
    return due.size();
  }

  /// Notes what is too many of a key; whether everything that is known of it is told.
  private boolean judge(KvKey key, long mark) {
    var revisions = known.get(key);
    if (revisions == null) {
      return true;
    }
    int told = 0;
    int end = -1; // where the last one is that removes what lies before it
    for (var revision : revisions) {
      if (revision.number() > mark) {
        break;
      }
      end = revision.end() ? told : end;
      told++;
    }
    int first = Math.max(end, told - history);
    if (first > 0 || end == 0) {
      long last = removeFirst(revisions, first);
      due.put(key, new Excess(last, revisions.getFirst().number()));
    }
    return revisions.getLast().number() <= mark;
  }

  /// Answers the last one of what is too many.
  private long removeFirst(ArrayDeque<Revision> revisions, int count) {
    long last = revisions.getFirst().number() - 1; // what lies before was not read
    for (int i = 0; i < count; i++) {
      last = revisions.removeFirst().number();
      size--;
    }
    revisions.addFirst(new Revision(revisions.removeFirst().number(), false)); // noted now
    return last;
  }

  private void forget() {
    var eldest = known.entrySet().iterator();
    while (size > MOST && eldest.hasNext()) {
      var next = eldest.next();
      if (!touched.contains(next.getKey())) {
        size -= next.getValue().size();
        eldest.remove();
      }
    }
  }

  /// How many revisions it remembers.
  int remembered() {
    return size;
  }

  /// One of the keys that have too many; empty when none has.
  Optional<Due> due() {
    return due.entrySet().stream()
        .findFirst()
        .map(entry -> new Due(entry.getKey(), entry.getValue().first()));
  }

  /// It has too many no more.
  void done(Due trimmed) {
    var excess = due.get(trimmed.key());
    if (excess != null && excess.first() == trimmed.first()) {
      due.remove(trimmed.key());
    }
  }

  /// Of no key there is anything before `revision` any more, but what is not too many.
  void gone(long revision) {
    due.values().removeIf(excess -> excess.last() < revision);
  }

  /// How many revisions of a key count.
  int history() {
    return history;
  }
}
