package io.edgemq.memory;

import io.edgemq.domain.Content;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What the messages of a queue hold, by sequence, and how much that is.
final class Contents {
  private final Map<Long, Content> bySequence = new HashMap<>();
  private long bytes;

  /// Keeps the content of a new message.
  void put(long sequence, Content content) {
    bySequence.put(sequence, content);
    bytes += content.sizeInBytes();
  }

  /// The content of a message that is there.
  Content get(long sequence) {
    return Objects.requireNonNull(bySequence.get(sequence), "no such message");
  }

  /// Drops the content of a message, if it is there.
  void remove(long sequence) {
    var removed = bySequence.remove(sequence);
    if (removed != null) {
      bytes -= removed.sizeInBytes();
    }
  }

  /// Drops the contents of the messages up to `last`.
  void removeUpTo(long last) {
    bySequence.keySet().stream().filter(each -> each <= last).toList().forEach(this::remove);
  }

  /// Drops all.
  void clear() {
    bySequence.clear();
    bytes = 0;
  }

  /// How many messages there are.
  int size() {
    return bySequence.size();
  }

  /// The bytes of their payloads and attributes.
  long bytes() {
    return bytes;
  }
}
