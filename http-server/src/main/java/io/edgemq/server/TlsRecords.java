package io.edgemq.server;

import java.nio.ByteBuffer;

/// What came of a connection and was not decrypted, as records (RFC 8446, 5.1).
///
/// @param bytes what is left of them
record TlsRecords(ByteBuffer bytes) {
  /// Nothing came.
  static final TlsRecords NONE = new TlsRecords(ByteBuffer.allocate(0));

  private static final int HEADER = 5;
  private static final int LENGTH_AT = 3;
  private static final int HANDSHAKE = 22;
  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 23;

  /// The longest record that any version allows (RFC 5246, 6.2.3).
  private static final int MOST = HEADER + (1 << 14) + 2048;

  /// These, and behind them more that came.
  TlsRecords and(byte[] more) {
    if (!bytes.hasRemaining()) {
      return new TlsRecords(ByteBuffer.wrap(more));
    }
    var all = ByteBuffer.allocate(bytes.remaining() + more.length);
    return new TlsRecords(all.put(bytes).put(more).flip());
  }

  /// Whether they begin as a handshake does. Something came.
  boolean beginsHandshake() {
    return type() == HANDSHAKE;
  }

  private int type() {
    return bytes.get(bytes.position()) & 0xff;
  }

  /// Whether a whole record is here, or what never becomes one.
  boolean hasRecord() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    return type() < FIRST_TYPE
        || type() > LAST_TYPE
        || (bytes.remaining() >= HEADER && bytes.remaining() >= length());
  }

  /// How long the first record is at most.
  int length() {
    if (bytes.remaining() < HEADER) {
      return HEADER;
    }
    return Math.min(
        MOST, HEADER + Short.toUnsignedInt(bytes.getShort(bytes.position() + LENGTH_AT)));
  }
}
