package io.edgemq.domain.push;

import io.edgemq.domain.Subject;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which message of each subject may be sent: the one that joined first.
final class SubjectTurns {
  private final Map<Subject, ArrayDeque<MessageKey>> waiting = new HashMap<>();

  /// The message waits for its turn. Answers whether it has it.
  boolean join(Subject subject, MessageKey key) {
    var messages = waiting.computeIfAbsent(subject, _ -> new ArrayDeque<>());
    messages.add(key);
    return messages.size() == 1;
  }

  /// Whether it is the message's turn.
  boolean isFirst(Subject subject, MessageKey key) {
    var messages = waiting.get(subject);
    return messages != null && key.equals(messages.peek());
  }

  /// The message leaves, if it is there. Answers which one has the turn now and did not before.
  Optional<MessageKey> leave(Subject subject, MessageKey key) {
    var messages = waiting.get(subject);
    if (messages == null) {
      return Optional.empty();
    }
    boolean first = key.equals(messages.peek());
    messages.remove(key);
    if (messages.isEmpty()) {
      waiting.remove(subject);
      return Optional.empty();
    }
    return first ? Optional.of(messages.element()) : Optional.empty();
  }

  /// Nobody waits.
  void clear() {
    waiting.clear();
  }
}
