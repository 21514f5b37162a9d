package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import org.jspecify.annotations.Nullable;

/// Reads the frames of a client (RFC 6455, 5) as they come, and refuses what breaks a rule as soon
/// as that shows: what is too long before any of it is kept, what is no text at its first wrong
/// byte. Keeps nothing between two messages. For one thread.
final class WebSocketInput {
  private static final int CODE_BYTES = 2;
  private static final String NOT_UTF8 = "not UTF-8";

  private final DataReader reader;
  private final WebSocketTimeouts timeouts;
  private final LiveRoom room;
  private final int maxMessageBytes;
  private @Nullable IncomingText message;

  /// Whether a close frame came that was refused or dropped.
  private boolean closed;

  /// The payload of the present frame that was not taken.
  private long unread;

  /// @param room counts what is kept of messages
  WebSocketInput(
      DataReader reader, WebSocketTimeouts timeouts, LiveRoom room, int maxMessageBytes) {
    this.reader = reader;
    this.timeouts = timeouts;
    this.room = room;
    this.maxMessageBytes = maxMessageBytes;
  }

  /// What the client says next. Waits for it; throws what the reader throws when the client is
  /// gone. After [Incoming.Closed] and [Incoming.Refused] only [#awaitClose] may be called.
  Incoming next() throws InterruptedException {
    while (true) {
      var frame = head();
      var refused = complaint(frame);
      if (refused != null) {
        closed = frame.opcode() == WebSocketFrame.CLOSE;
        return refused;
      }
      if (frame.isControl()) {
        return control(frame);
      }
      var came = data(frame);
      if (came != null) {
        return came;
      }
    }
  }

  /// The text that was returned last is needed no more.
  void release() {
    var done = message;
    message = null;
    if (done != null) {
      done.release();
    }
  }

  /// Drops what comes until the client closes, or has closed by the frame that was refused.
  void awaitClose() {
    release();
    skip();
    while (!closed) {
      closed = head().opcode() == WebSocketFrame.CLOSE;
      skip();
    }
  }

  private void skip() {
    while (unread > 0) {
      take();
      int ready = (int) Math.min(unread, reader.available());
      reader.skip(ready);
      unread -= ready;
    }
  }

  private WebSocketFrame head() {
    int first = read();
    int second = read();
    int shortLength = WebSocketFrame.shortLength(second);
    long length =
        switch (shortLength) {
          case WebSocketFrame.TWO_BYTES -> number(2);
          case WebSocketFrame.EIGHT_BYTES -> number(8);
          default -> shortLength;
        };
    int mask = WebSocketFrame.isMasked(second) ? (int) number(4) : 0;
    unread = length < 0 ? Long.MAX_VALUE : length; // then nothing that follows can be read
    return new WebSocketFrame(first, second, length, mask);
  }

  private long number(int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = (number << 8) | read();
    }
    return number;
  }

  private int read() {
    take();
    return reader.read() & 0xff;
  }

  /// Waits until something is here. Only then the client counts as silent.
  private void take() {
    if (reader.available() == 0) {
      timeouts.silent();
      reader.pullData();
      timeouts.heard();
    }
  }

  private Incoming.@Nullable Refused complaint(WebSocketFrame frame) {
    if (frame.isReserved()) {
      return violation("a reserved bit is set");
    }
    if (!frame.isMasked()) {
      return violation("a frame is not masked");
    }
    if (frame.isLengthMalformed()) {
      return violation("a length is not written as it must be");
    }
    return switch (frame.opcode()) {
      case WebSocketFrame.CLOSE, WebSocketFrame.PING, WebSocketFrame.PONG ->
          frame.isFinal() && frame.length() <= WebSocketFrame.CONTROL
              ? null
              : violation("a control frame is fragmented or too long");
      case WebSocketFrame.CONTINUATION ->
          message == null ? violation("there is nothing to continue") : tooBig(frame);
      case WebSocketFrame.TEXT, WebSocketFrame.BINARY ->
          message == null ? unsupported(frame) : violation("a message within a message");
      default -> violation("an unknown opcode");
    };
  }

  private Incoming.@Nullable Refused unsupported(WebSocketFrame frame) {
    return frame.opcode() == WebSocketFrame.BINARY
        ? new Incoming.Refused(WebSocketCloseCode.UNSUPPORTED_DATA, "only text is understood")
        : tooBig(frame);
  }

  private Incoming.@Nullable Refused tooBig(WebSocketFrame frame) {
    int before = message == null ? 0 : message.length();
    return frame.length() > maxMessageBytes - before
        ? new Incoming.Refused(
            WebSocketCloseCode.TOO_BIG, "a message has at most " + maxMessageBytes + " bytes")
        : null;
  }

  private static Incoming.Refused violation(String reason) {
    return new Incoming.Refused(WebSocketCloseCode.PROTOCOL_ERROR, reason);
  }

  private static Incoming.Refused notText() {
    return new Incoming.Refused(WebSocketCloseCode.INVALID_TEXT, NOT_UTF8);
  }

  private Incoming control(WebSocketFrame frame) {
    var payload = new byte[(int) frame.length()];
    for (int at = 0; at < payload.length; ) {
      at += fill(payload, at, frame);
    }
    return switch (frame.opcode()) {
      case WebSocketFrame.PING -> new Incoming.Ping(payload);
      case WebSocketFrame.PONG -> new Incoming.Pong();
      default -> closed(payload);
    };
  }

  private static Incoming.Closed closed(byte[] payload) {
    if (payload.length == 0) {
      return new Incoming.Closed(WebSocketCloseCode.NONE, "");
    }
    if (payload.length < CODE_BYTES) {
      return new Incoming.Closed(WebSocketCloseCode.PROTOCOL_ERROR, "half a close code");
    }
    int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    if (!WebSocketCloseCode.isReceivable(code)) {
      return new Incoming.Closed(WebSocketCloseCode.PROTOCOL_ERROR, "not a close code");
    }
    var utf8 = new Utf8Check();
    boolean legible = utf8.accepts(payload, CODE_BYTES, payload.length) && utf8.isComplete();
    return legible
        ? new Incoming.Closed(code, "")
        : new Incoming.Closed(WebSocketCloseCode.INVALID_TEXT, NOT_UTF8);
  }

  /// Takes a frame's payload. Null when more frames of the message must come.
  private @Nullable Incoming data(WebSocketFrame frame) throws InterruptedException {
    var text = message;
    if (text == null) {
      text = new IncomingText(room);
      message = text;
    }
    while (unread > 0) {
      take();
      int ready = (int) Math.min(unread, reader.available());
      if (!text.grow(ready, frame.isFinal() ? unread : maxMessageBytes)) {
        return new Incoming.Refused(
            WebSocketCloseCode.TRY_AGAIN_LATER, WebSocketCloseCode.overloaded(this));
      }
      if (!text.added(fill(text.bytes(), text.length(), frame))) {
        return notText();
      }
    }
    if (!frame.isFinal()) {
      return null;
    }
    return text.isComplete() ? new Incoming.Text(text.text()) : notText();
  }

  /// Puts what is here of the payload behind `at`, unmasked. How much that was, at least one byte.
  private int fill(byte[] to, int at, WebSocketFrame frame) {
    take();
    int count = (int) Math.min(unread, Math.min(to.length - at, reader.available()));
    int phase = (int) ((frame.length() - unread) & 3);
    var unused = reader.readBuffer(count).read(to, at, count);
    for (int i = 0; i < count; i++) {
      to[at + i] ^= (byte) (frame.mask() >>> (24 - 8 * ((phase + i) & 3)));
    }
    unread -= count;
    return count;
  }
}
