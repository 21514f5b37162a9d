package io.edgemq.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/// A reader that connects, reads the beginning of its stream or WebSocket, and goes away in one of
/// the ways in which clients do.
record Visit(Reading reading, Leaving leaving) {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String HOST = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ";
  private static final String UPGRADE =
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
          + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  /// Status 1000, masked with zeros.
  private static final byte[] CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8};

  enum Reading {
    EVENTS,
    SOCKET
  }

  enum Leaving {
    /// With a FIN, and over WebSocket with a close handshake.
    POLITELY,
    /// With a FIN.
    SILENTLY,
    /// With a RST.
    ABRUPTLY
  }

  /// The kinds of visit, in turns.
  static Visit number(int i) {
    var readings = Reading.values();
    var leavings = Leaving.values();
    return new Visit(
        readings[i % readings.length], leavings[i / readings.length % leavings.length]);
  }

  /// Connects and returns when the server has answered.
  Socket begin(ServerProcess server, String key, String subscription) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request(key, subscription).getBytes(ISO_8859_1));
      awaitAnswer(socket.getInputStream());
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private String request(String key, String subscription) {
    return switch (reading) {
      case EVENTS -> "GET /v1/subscriptions/" + subscription + "/stream" + HOST + key + "\r\n\r\n";
      case SOCKET -> "GET /v1/ws/subscriptions/" + subscription + HOST + key + UPGRADE + "\r\n\r\n";
    };
  }

  private void awaitAnswer(InputStream in) throws IOException {
    var end = reading == Reading.EVENTS ? ": connected\n\n" : "\r\n\r\n";
    var seen = new StringBuilder();
    while (seen.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no answer, but " + seen);
      }
      seen.append((char) next);
    }
    var status = reading == Reading.EVENTS ? "HTTP/1.1 200 " : "HTTP/1.1 101 ";
    if (!seen.toString().startsWith(status)) {
      throw new IOException("refused: " + seen);
    }
  }

  /// Goes away.
  void end(Socket socket) throws IOException {
    try (socket) {
      if (leaving == Leaving.ABRUPTLY) {
        socket.setSoLinger(true, 0);
      } else if (leaving == Leaving.POLITELY && reading == Reading.SOCKET) {
        socket.getOutputStream().write(CLOSE);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
