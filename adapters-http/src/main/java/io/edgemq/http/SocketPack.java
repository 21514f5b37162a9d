package io.edgemq.http;

import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Frames that leave together: each write costs a packet and a system call.
final class SocketPack {
  private static final int AT_MOST = 1 << 16;

  private final WebSocket socket;
  private final List<byte[]> frames = new ArrayList<>(4);
  private int size;
  private int sent;

  SocketPack(WebSocket socket) {
    this.socket = socket;
  }

  /// Adds a frame; sends those before it when they are enough.
  void add(byte[] frame) throws IOException {
    if (size > 0 && size + frame.length > AT_MOST) {
      send();
    }
    frames.add(frame);
    size += frame.length;
  }

  /// Sends what is left.
  void send() throws IOException {
    if (size > 0) {
      var all = List.copyOf(frames);
      frames.clear();
      size = 0;
      sent += all.size(); // those of a write that fails may have been sent, too
      sent -= all.size() - socket.send(all);
    }
  }

  /// How many were sent, or may have been, from the first one on: once the socket is closing, none
  /// is any more.
  int sent() {
    return sent;
  }
}
