package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Reads one connection's WebSocket frames (RFC 6455, 5.2), in pieces of any size. It finds the
/// sequence in each text frame and checks that they are consecutive. It is small, because a swarm
/// has thousands. Not thread-safe.
final class SocketCounter implements ReaderState {
  private enum State {
    HEAD,
    OPCODE,
    LENGTH,
    LONG_LENGTH,
    PAYLOAD,
    ENDED
  }

  private static final String SWITCHING = "HTTP/1.1 101";
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String SEQUENCE = "\"sequence\":";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int MASKED = 0x80;
  private static final int FINAL = 0x80;
  private static final int LENGTH_BITS = 0x7f;
  private static final int TWO_BYTES = 126;
  private static final int MOST_OF_A_PING = 125;

  private State state = State.HEAD;
  private boolean statusOk = true;
  private int headBytes;
  private int headEndSeen;
  private int opcode;
  private int lengthBytes;
  private long left;
  private int matched;
  private boolean known;
  private long id;
  private long lastId;
  private int frames;
  private int outOfOrder;
  private long bodyBytes;
  private byte[] ping = {};
  private int pingBytes;
  private boolean pingComplete;

  @Override
  public void accept(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (state != State.HEAD) bodyBytes++;
      switch (state) {
        case HEAD -> head(b);
        case OPCODE -> {
          opcode = b & 0x0f;
          state = State.LENGTH;
        }
        case LENGTH -> length(b & LENGTH_BITS);
        case LONG_LENGTH -> {
          left = (left << 8) | (b & 0xff);
          if (--lengthBytes == 0) begin();
        }
        case PAYLOAD -> payload(b);
        case ENDED -> {}
      }
    }
  }

  private void head(byte b) {
    if (headBytes < SWITCHING.length() && b != SWITCHING.charAt(headBytes)) statusOk = false;
    headBytes++;
    headEndSeen = b == END_OF_HEAD.charAt(headEndSeen) ? headEndSeen + 1 : b == '\r' ? 1 : 0;
    if (headEndSeen == END_OF_HEAD.length()) state = statusOk ? State.OPCODE : State.ENDED;
  }

  private void length(int first) {
    if (first < TWO_BYTES) {
      left = first;
      begin();
    } else {
      left = 0;
      lengthBytes = first == TWO_BYTES ? 2 : 8;
      state = State.LONG_LENGTH;
    }
  }

  private void begin() {
    matched = 0;
    known = false;
    id = 0;
    if (opcode == PING) {
      ping = new byte[(int) Math.min(left, MOST_OF_A_PING)];
      pingBytes = 0;
    }
    state = State.PAYLOAD;
    if (left == 0) end();
  }

  private void payload(byte b) {
    if (opcode == TEXT && !known) {
      find(b);
    } else if (opcode == PING && pingBytes < ping.length) {
      ping[pingBytes++] = b;
    }
    if (--left == 0) end();
  }

  private void find(byte b) {
    if (matched < SEQUENCE.length()) {
      matched = b == SEQUENCE.charAt(matched) ? matched + 1 : b == '"' ? 1 : 0;
    } else if (b >= '0' && b <= '9') {
      id = id * 10 + (b - '0');
    } else {
      known = true;
    }
  }

  private void end() {
    state = opcode == CLOSE ? State.ENDED : State.OPCODE;
    pingComplete |= opcode == PING;
    if (opcode == TEXT && known) {
      if (lastId != 0 && id != lastId + 1) outOfOrder++;
      lastId = id;
      frames++;
    }
  }

  /// The frame that answers the last ping, once; empty when there is none to answer. Masked with
  /// zeros.
  byte[] pong() {
    if (!pingComplete) return new byte[0];
    pingComplete = false;
    return client(0xA, ping);
  }

  /// A frame from a client, masked with zeros.
  static byte[] client(int opcode, byte[] payload) {
    if (payload.length >= TWO_BYTES) throw new IllegalArgumentException("too long");
    var frame = Arrays.copyOf(new byte[] {(byte) (FINAL | opcode), 0}, 6 + payload.length);
    frame[1] = (byte) (MASKED | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }

  /// The request that asks for a WebSocket.
  static byte[] handshake(String path, String token) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n\r\n")
        .getBytes(US_ASCII);
  }

  @Override
  public boolean isOpen() {
    return statusOk && state != State.HEAD && state != State.ENDED;
  }

  @Override
  public boolean isRefused() {
    return !statusOk;
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public int outOfOrder() {
    return outOfOrder;
  }

  @Override
  public long lastId() {
    return lastId;
  }

  @Override
  public long bodyBytes() {
    return bodyBytes;
  }
}
