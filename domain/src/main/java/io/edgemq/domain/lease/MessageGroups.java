package io.edgemq.domain.lease;

import io.edgemq.domain.GroupId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The messages of a FIFO queue by group, each group in order. Messages without a group are one.
final class MessageGroups {
  private final Map<Optional<GroupId>, TreeMap<Long, MessageEntry>> groups = new HashMap<>();

  private static Optional<GroupId> key(MessageEntry message) {
    return Optional.ofNullable(message.group());
  }

  void add(MessageEntry message) {
    groups.computeIfAbsent(key(message), _ -> new TreeMap<>()).put(message.sequence(), message);
  }

  void remove(MessageEntry message) {
    groups.computeIfPresent(
        key(message),
        (_, members) -> {
          members.remove(message.sequence());
          return members.isEmpty() ? null : members;
        });
  }

  /// The first message of the same group, if there is one.
  Optional<MessageEntry> first(MessageEntry message) {
    var members = groups.get(key(message));
    return members == null ? Optional.empty() : Optional.of(members.firstEntry().getValue());
  }
}
