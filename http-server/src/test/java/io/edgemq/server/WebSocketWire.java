package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;

/// A WebSocket client that sends whatever bytes it is told, right or wrong, for this module's tests
/// and those of the adapters on it. It shares no code with the server.
public final class WebSocketWire implements AutoCloseable {
  /// The key of RFC 6455, 1.3.
  public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final Socket socket;
  private final DataInputStream in;

  /// A frame that the server sent.
  public record Frame(int first, byte[] payload) {
    /// The payload as text.
    public String text() {
      return new String(payload, UTF_8);
    }

    /// The code of a close frame; -1 when it has none.
    public int code() {
      return payload.length < 2 ? -1 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    @Override
    public String toString() {
      var hex = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, 32));
      return "%02x:%d:%s".formatted(first, payload.length, hex);
    }
  }

  /// Connects, without asking for anything.
  public WebSocketWire(int port) throws IOException {
    this(port, 0);
  }

  /// Over a socket that is connected.
  WebSocketWire(Socket connected) throws IOException {
    socket = connected;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /// @param receiveBuffer how many bytes the operating system keeps for a client that does not
  ///     read; 0: the usual
  public WebSocketWire(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /// A client that has asked for `path` and got 101.
  public static WebSocketWire open(int port, String path) throws IOException {
    var wire = new WebSocketWire(port);
    var answer = wire.ask(request(path));
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no upgrade: " + answer);
    }
    return wire;
  }

  /// The usual request.
  public static String request(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n\r\n";
  }

  /// Sends `request`; the head of the answer.
  public String ask(String request) throws IOException {
    send(request.getBytes(ISO_8859_1));
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /// Sends those bytes in one write.
  public WebSocketWire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// Sends those bytes in pieces.
  public WebSocketWire send(byte[] bytes, int piece) throws IOException {
    for (int at = 0; at < bytes.length; at += piece) {
      socket.getOutputStream().write(bytes, at, Math.min(piece, bytes.length - at));
    }
    return this;
  }

  /// Sends a masked frame.
  ///
  /// @param first the first byte of the frame
  public WebSocketWire frame(int first, byte[] payload) throws IOException {
    return send(masked(first, payload));
  }

  /// Sends a text message.
  public WebSocketWire text(String text) throws IOException {
    return frame(0x81, text.getBytes(UTF_8));
  }

  /// Sends a close frame.
  public WebSocketWire close(int code) throws IOException {
    return frame(0x88, code(code, ""));
  }

  /// What a close frame carries.
  public static byte[] code(int code, String reason) {
    var out = new ByteArrayOutputStream();
    out.write(code >> 8);
    out.write(code);
    out.writeBytes(reason.getBytes(UTF_8));
    return out.toByteArray();
  }

  /// A masked frame whose length is written in as few bytes as it can be.
  public static byte[] masked(int first, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(head(first, payload.length));
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i % MASK.length]);
    }
    return out.toByteArray();
  }

  /// The head of a masked frame without its mask.
  public static byte[] head(int first, long length) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    if (length < 126) {
      out.write(0x80 | (int) length);
    } else if (length < 65_536) {
      out.write(0x80 | 126);
      out.write((int) (length >> 8));
      out.write((int) length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) (length >> shift));
      }
    }
    return out.toByteArray();
  }

  /// The next frame. Throws [EOFException] when the connection is over, and [IOException] when the
  /// frame is masked or its length is not minimal.
  public Frame read() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length =
        switch (second) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> second;
        };
    boolean minimal = second < 126 || (second == 126 ? length > 125 : length > 65_535);
    if (second > 127 || !minimal) {
      throw new IOException("a malformed frame: %02x %02x %d".formatted(first, second, length));
    }
    return new Frame(first, in.readNBytes((int) length));
  }

  /// Whether nothing more comes and the connection ends.
  public boolean isOver() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /// Tells the server that nothing more is sent.
  public WebSocketWire finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Closes with a reset, as a client that crashes does.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
