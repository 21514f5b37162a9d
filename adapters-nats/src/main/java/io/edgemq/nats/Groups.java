package io.edgemq.nats;

import io.edgemq.domain.GroupId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The letters of a FIFO queue by group, each group in order. Letters without a group are one.
final class Groups {
  private final Map<Optional<GroupId>, TreeMap<Long, Letter>> groups = new HashMap<>();

  private static Optional<GroupId> key(Letter letter) {
    return Optional.ofNullable(letter.group);
  }

  void add(Letter letter) {
    groups.computeIfAbsent(key(letter), _ -> new TreeMap<>()).put(letter.sequence, letter);
  }

  void remove(Letter letter) {
    groups.computeIfPresent(
        key(letter),
        (_, members) -> {
          members.remove(letter.sequence);
          return members.isEmpty() ? null : members;
        });
  }

  /// The first of the letter's group, if it has any.
  Optional<Letter> first(Letter letter) {
    var members = groups.get(key(letter));
    return members == null ? Optional.empty() : Optional.of(members.firstEntry().getValue());
  }
}
