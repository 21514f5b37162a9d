package io.edgemq.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.atomic.AtomicLong;

/// How much DATA of an HTTP/2 connection came that nobody has read. Helidon tells the client how
/// much it may send (RFC 9113, 5.2) and never looks whether it keeps to that: what a client sends
/// for a body that nobody reads would stay in memory, as much of it as the client likes.
final class InboundWindow {
  /// How much DATA a connection, and each of its streams, may send that nobody has read. It is
  /// where every connection begins (RFC 9113, 6.9.2).
  static final int SIZE = 65_535;

  private static final int UPDATE_LENGTH = 13;
  private static final int TYPE = 3;
  private static final int WINDOW_UPDATE = 8;
  private static final int STREAM = 5;
  private static final int INCREMENT = 9;

  private final AtomicLong unread = new AtomicLong();

  /// So many bytes of DATA came. Ends the connection when they were too many.
  void received(int bytes) {
    if (unread.addAndGet(bytes) > SIZE) {
      throw new CloseConnectionException("more DATA than its sender was allowed");
    }
  }

  /// The server is about to write `frame`. One that opens the connection's window says that so much
  /// was read.
  void written(BufferData frame) {
    if (frame.available() == UPDATE_LENGTH
        && frame.get(TYPE) == WINDOW_UPDATE
        && number(frame, STREAM) == 0) {
      unread.addAndGet(-(long) number(frame, INCREMENT));
    }
  }

  private static int number(BufferData frame, int from) {
    int value = 0;
    for (int i = from; i < from + Integer.BYTES; i++) {
      value = (value << Byte.SIZE) | (frame.get(i) & 0xff);
    }
    return value & Integer.MAX_VALUE;
  }
}
