package io.edgemq.application;

import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayList;
import java.util.List;

/// Items that wait for a reader, in order: 128 messages and about half a mebibyte at most. Not
/// thread-safe.
final class Mail implements Taken {
  /// How many bytes wait for a reader, and less than one message more.
  static final long MOST_BYTES = 512 << 10;

  private final List<StreamItem> items = new ArrayList<>(4);
  private final Held held = new Held();

  /// Adds a message if it fits.
  boolean add(StreamItem.Event event, Room room) {
    boolean fits = !isFull() && held.add(event.message(), room);
    if (fits) {
      items.add(event);
    }
    return fits;
  }

  /// Whether it takes no further message, whatever room there is.
  boolean isFull() {
    return items.size() >= Mailbox.CAPACITY || held.bytes() >= MOST_BYTES;
  }

  /// Adds an item of the stream's own.
  void add(StreamItem item) {
    items.add(item);
  }

  List<StreamItem> items() {
    return items;
  }

  /// What has to be released when the items are written.
  Held held() {
    return held;
  }
}
