package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The last messages of a topic, at most 1024 and about 4 MiB of payload, with consecutive
/// sequences. Not thread-safe.
final class RecentMessages {
  private static final int MOST_MESSAGES = 1024;
  private static final long MOST_BYTES = 4 << 20;

  private final ArrayDeque<StreamItem.Event> messages = new ArrayDeque<>();
  private long bytes;

  void add(StreamItem.Event message) {
    messages.addLast(message);
    bytes += size(message);
    while (messages.size() > MOST_MESSAGES || (bytes > MOST_BYTES && messages.size() > 1)) {
      bytes -= size(messages.removeFirst());
    }
  }

  void clear() {
    messages.clear();
    bytes = 0;
  }

  /// Whether the message with `sequence` is among them.
  boolean reachesBackTo(long sequence) {
    var oldest = messages.peekFirst();
    return oldest != null && oldest.message().message().sequence() <= sequence;
  }

  /// The messages from `sequence` on that `filter` accepts, in order.
  List<StreamItem.Event> from(long sequence, SubjectFilter filter) {
    var found = new ArrayList<StreamItem.Event>();
    var backwards = messages.descendingIterator();
    while (backwards.hasNext()) {
      var message = backwards.next();
      if (message.message().message().sequence() < sequence) {
        break;
      }
      if (filter.accepts(message.message().message().subject())) {
        found.add(message);
      }
    }
    return found.reversed();
  }

  private static int size(StreamItem.Event message) {
    return message.message().message().content().payload().size();
  }
}
