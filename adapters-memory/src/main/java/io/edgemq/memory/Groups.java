package io.edgemq.memory;

import io.edgemq.domain.GroupId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The letters of a FIFO queue by group, each group in order. Letters without a group are one.
final class Groups {
  private final Map<Optional<GroupId>, TreeMap<Long, Letter>> groups = new HashMap<>();

  void add(Letter letter) {
    groups.computeIfAbsent(key(letter), _ -> new TreeMap<>()).put(letter.sequence, letter);
  }

  /// Removes `letter` and answers who is first of its group now.
  Optional<Letter> remove(Letter letter) {
    var group = groups.get(key(letter));
    if (group == null) {
      return Optional.empty();
    }
    group.remove(letter.sequence);
    if (group.isEmpty()) {
      groups.remove(key(letter));
      return Optional.empty();
    }
    return Optional.of(group.firstEntry().getValue());
  }

  /// Whether no letter of its group comes before `letter`.
  boolean isFirst(Letter letter) {
    var group = groups.get(key(letter));
    return group != null && group.firstKey() == letter.sequence;
  }

  void clear() {
    groups.clear();
  }

  private static Optional<GroupId> key(Letter letter) {
    return Optional.ofNullable(letter.group);
  }
}
