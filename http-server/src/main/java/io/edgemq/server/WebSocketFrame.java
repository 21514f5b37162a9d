package io.edgemq.server;

/// How frames look on the wire (RFC 6455, 5.2). The server's are never masked nor fragmented.
///
/// @param first the byte with the opcode
/// @param second the byte with the mask bit and the short length
/// @param length of the payload, in bytes; negative when it has more than 63 bits
/// @param mask what the payload is masked with
record WebSocketFrame(int first, int second, long length, int mask) {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /// The most that a control frame may carry.
  static final int CONTROL = 125;

  /// The longest head of a frame that the server sends.
  static final int HEAD = 10;

  /// The short length that says that two bytes of length follow.
  static final int TWO_BYTES = 126;

  /// The short length that says that eight bytes of length follow.
  static final int EIGHT_BYTES = 127;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int SHORT_LENGTH = 0x7f;
  private static final int CONTROL_BIT = 8;
  private static final long MOST_OF_TWO = 0xffff;

  int opcode() {
    return first & OPCODE;
  }

  boolean isFinal() {
    return (first & FINAL) != 0;
  }

  boolean isMasked() {
    return isMasked(second);
  }

  boolean isControl() {
    return (first & CONTROL_BIT) != 0;
  }

  /// Whether a frame with that second byte has a mask.
  static boolean isMasked(int second) {
    return (second & MASKED) != 0;
  }

  /// The short length in the second byte of a frame.
  static int shortLength(int second) {
    return second & SHORT_LENGTH;
  }

  /// Whether it uses bits that only an extension may use.
  boolean isReserved() {
    return (first & RESERVED) != 0;
  }

  /// Whether the length is written in more bytes than it needs (RFC 6455, 5.2: it must not be), or
  /// has more bits than it may.
  boolean isLengthMalformed() {
    return switch (shortLength(second)) {
      case TWO_BYTES -> length < TWO_BYTES;
      case EIGHT_BYTES -> length <= MOST_OF_TWO;
      default -> false;
    };
  }

  /// A whole control frame.
  static byte[] control(int opcode, byte[] payload) {
    if (payload.length > CONTROL) {
      throw new IllegalArgumentException("too long for a control frame: " + payload.length);
    }
    var frame = new byte[2 + payload.length];
    int at = putHead(frame, 0, opcode, payload.length);
    System.arraycopy(payload, 0, frame, at, payload.length);
    return frame;
  }

  /// Writes the head of a frame at `at`; where its payload belongs.
  static int putHead(byte[] to, int at, int opcode, int length) {
    int next = at;
    to[next++] = (byte) (FINAL | opcode);
    if (length < TWO_BYTES) {
      to[next++] = (byte) length;
      return next;
    }
    boolean isLong = length > MOST_OF_TWO;
    to[next++] = (byte) (isLong ? EIGHT_BYTES : TWO_BYTES);
    for (int shift = isLong ? 56 : 8; shift >= 0; shift -= 8) {
      to[next++] = (byte) ((long) length >>> shift);
    }
    return next;
  }
}
