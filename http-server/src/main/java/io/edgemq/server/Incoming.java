package io.edgemq.server;

/// What the client of a WebSocket has said.
sealed interface Incoming {
  /// A whole message.
  record Text(String text) implements Incoming {}

  /// To be answered with the same payload.
  record Ping(byte[] payload) implements Incoming {}

  /// It is there.
  record Pong() implements Incoming {}

  /// It closes, which is to be answered with that code: its own if it may be sent, else why not,
  /// and [WebSocketCloseCode#NONE] when it gave none.
  record Closed(int answer, String reason) implements Incoming {}

  /// It has broken a rule or said too much: the connection is to be closed with that code.
  record Refused(int code, String reason) implements Incoming {}
}
