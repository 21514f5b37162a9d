package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/// Why a WebSocket is closed, as RFC 6455 numbers it (7.4), and what a close frame carries.
public final class WebSocketCloseCode {
  private static final String OVERLOADED = "overloaded";

  /// When a client comes back for which there was no room: not all at once.
  private static final int SOONEST_RETURN_MILLIS = 1_000;

  private static final int RETURN_SPREAD_MILLIS = 4_000;

  static final int PROTOCOL_ERROR = 1002;
  static final int UNSUPPORTED_DATA = 1003;

  /// None was given. Never on the wire.
  static final int NONE = 1005;

  static final int INVALID_TEXT = 1007;
  static final int TOO_BIG = 1009;
  static final int INTERNAL_ERROR = 1011;
  static final int TRY_AGAIN_LATER = 1013;

  /// With what the server closes by itself, whatever the handler: the code, and the word with which
  /// its reason begins if it has one for programs.
  public static final Map<Integer, String> OF_SERVER =
      Map.of(
          PROTOCOL_ERROR, "",
          UNSUPPORTED_DATA, "",
          INVALID_TEXT, "",
          TOO_BIG, "",
          INTERNAL_ERROR, "",
          TRY_AGAIN_LATER, OVERLOADED);

  private static final int NORMAL = 1000;
  private static final int LAST_OF_PROTOCOL = 1011;
  private static final int LAST_REGISTERED = 1014;
  private static final int FIRST_OF_LIBRARIES = 3000;
  private static final int LAST = 4999;
  private static final byte[] NOTHING = {};

  private WebSocketCloseCode() {}

  /// Whether a client may send it: those of RFC 6455, of libraries and of applications.
  static boolean isReceivable(int code) {
    return (code >= NORMAL && code <= LAST_OF_PROTOCOL && !isForNobody(code)) || isOfOthers(code);
  }

  /// Whether the server may send it: those, and what was registered later.
  static boolean isSendable(int code) {
    return (code >= NORMAL && code <= LAST_REGISTERED && !isForNobody(code)) || isOfOthers(code);
  }

  /// 1004 to 1006 never stand in a frame.
  private static boolean isForNobody(int code) {
    return code >= 1004 && code <= 1006;
  }

  private static boolean isOfOthers(int code) {
    return code >= FIRST_OF_LIBRARIES && code <= LAST;
  }

  /// The reason of [#TRY_AGAIN_LATER] for `client`: why, and behind a comma after how many
  /// milliseconds it may come back, which differs from client to client.
  static String overloaded(Object client) {
    int later = Math.floorMod(System.identityHashCode(client), RETURN_SPREAD_MILLIS);
    return OVERLOADED + "," + (SOONEST_RETURN_MILLIS + later);
  }

  /// The close frame with that code, or with nothing when that is [#NONE]. Throws
  /// [IllegalArgumentException] when the reason is too long.
  static byte[] frame(int code, String reason) {
    if (code == NONE) {
      return WebSocketFrame.control(WebSocketFrame.CLOSE, NOTHING);
    }
    var text = reason.getBytes(UTF_8);
    var payload = new byte[2 + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return WebSocketFrame.control(WebSocketFrame.CLOSE, payload);
  }
}
