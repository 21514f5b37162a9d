package io.edgemq.http;

import io.edgemq.ports.in.Room;
import io.edgemq.server.LiveRoom;
import java.time.Duration;

/// Room for what one stream has to write.
///
/// @param form how it is written
/// @param patience how long the stream waits for room before it ends
record StreamRoom(LiveRoom room, MessageJson.Form form, Duration patience) implements Room {
  /// Longer than most clients take to read on, shorter than one that does not read is borne with.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /// With the usual patience.
  static StreamRoom of(LiveRoom room, MessageJson.Form form) {
    return new StreamRoom(room, form, PATIENCE);
  }

  @Override
  public long cost(long size) {
    return form.cost() * size;
  }

  @Override
  public boolean takeNow(long bytes) {
    return room.takeNow(bytes);
  }

  @Override
  public boolean take(long bytes, Duration longest) throws InterruptedException {
    return room.take(bytes, longest);
  }

  @Override
  public void give(long bytes) {
    room.give(bytes);
  }
}
