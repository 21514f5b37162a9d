package io.edgemq.http;

import io.edgemq.ports.in.Room;
import io.edgemq.server.LiveRoom;
import java.time.Duration;

/// Room for what one stream has to write.
///
/// @param form how it is written
/// @param patience how long the stream waits for room before it ends
record StreamRoom(LiveRoom room, MessageJson.Form form, Duration patience) implements Room {
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
