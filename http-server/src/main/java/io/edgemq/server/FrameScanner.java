package io.edgemq.server;

import java.util.function.IntConsumer;

/// Looks at the frames of an HTTP/2 connection (RFC 9113, 4.1) and tells which streams the client
/// resets, and how much DATA comes: Helidon notes a RST_STREAM, but tells nobody, and takes DATA
/// whether the client may send it or not.
final class FrameScanner {
  private static final int PREFACE = 24;
  private static final int HEADER = 9;
  private static final int DATA = 0;
  private static final int RST_STREAM = 3;

  private final byte[] header = new byte[HEADER];
  private final IntConsumer reset;
  private final IntConsumer data;
  private int skip = PREFACE;
  private int have;

  /// @param reset is told the number of a stream that was reset
  /// @param data is told how many bytes a frame of DATA has
  FrameScanner(IntConsumer reset, IntConsumer data) {
    this.reset = reset;
    this.data = data;
  }

  /// Takes the next bytes of the connection, the client's preface first.
  void feed(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (skip > 0) {
        int some = Math.min(skip, bytes.length - at);
        skip -= some;
        at += some;
      } else {
        header[have++] = bytes[at++];
        if (have == HEADER) {
          have = 0;
          frame();
        }
      }
    }
  }

  private void frame() {
    skip = number(0, 3);
    if (header[3] == DATA) {
      data.accept(skip);
    } else if (header[3] == RST_STREAM) {
      reset.accept(number(5, 4) & Integer.MAX_VALUE);
    }
  }

  private int number(int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      value = (value << 8) | (header[i] & 0xff);
    }
    return value;
  }
}
