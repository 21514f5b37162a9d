package io.edgemq.domain.lease;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The messages of a queue by when they were stored. Those that move do not expire: what was
/// decided about them is carried out, however old they are.
final class RetentionIndex {
  private final TreeSet<MessageEntry> all = new TreeSet<>(MessageEntry.BY_AGE);

  void add(MessageEntry message) {
    all.add(message);
  }

  void remove(MessageEntry message) {
    all.remove(message);
  }

  /// Those that were stored at `horizon`, in unix milliseconds, or before.
  List<MessageEntry> until(long horizon) {
    return all.isEmpty() || all.first().storedAt() > horizon // nearly always, and asked often
        ? List.of()
        : staying().takeWhile(message -> message.storedAt() <= horizon).toList();
  }

  /// When the oldest was stored, in unix milliseconds.
  OptionalLong oldest() {
    return staying().mapToLong(MessageEntry::storedAt).findFirst();
  }

  private Stream<MessageEntry> staying() {
    return all.stream().filter(message -> !message.isMoving());
  }
}
