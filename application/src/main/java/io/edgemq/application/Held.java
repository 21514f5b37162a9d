package io.edgemq.application;

import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.SharedMessage;
import java.util.ArrayList;
import java.util.List;

/// The messages that are in memory for one reader. Not thread-safe.
final class Held {
  /// What is not counted: so much is any reader's, as a reader that keeps up has no more.
  static final long FREE = 16 << 10;

  private final List<SharedMessage> counted = new ArrayList<>(0);
  private long bytes;

  /// Whether there is room for one more; if so, it is among them.
  boolean add(SharedMessage message, Room room) {
    long size = message.size();
    if (bytes + size > FREE) {
      if (!message.hold(room)) {
        return false;
      }
      counted.add(message);
    }
    bytes += size;
    return true;
  }

  /// A message that somebody else holds is among them, and is released with them.
  void takeOver(SharedMessage message) {
    counted.add(message);
    bytes += message.size();
  }

  /// How many bytes they have.
  long bytes() {
    return bytes;
  }

  /// They are needed no more.
  void release() {
    counted.forEach(SharedMessage::release);
    counted.clear();
    bytes = 0;
  }
}
