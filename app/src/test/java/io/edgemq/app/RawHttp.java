package io.edgemq.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends any bytes to a server's socket, and reads the answer as HTTP/1.1. Connects when necessary.
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  RawHttp(int port) {
    this.port = port;
  }

  /// An answer.
  record Answer(int status, Map<String, String> headers, String body) {}

  /// Sends `bytes` and reads one answer; empty when the server closed the connection without one.
  /// Throws [java.net.SocketTimeoutException] when neither happens within 20 s.
  Optional<Answer> exchange(byte[] bytes) throws IOException {
    try {
      send(bytes);
    } catch (IOException refusedHalfway) {
      // The server may answer and close before it has read everything.
    }
    try {
      var answer = read(in);
      if ("close".equalsIgnoreCase(answer.headers().get("connection"))) {
        disconnect();
      }
      return Optional.of(answer);
    } catch (java.net.SocketTimeoutException hang) {
      throw hang;
    } catch (IOException hungUp) {
      disconnect();
      return Optional.empty();
    }
  }

  /// Sends `bytes` and reads nothing.
  void send(byte[] bytes) throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// Closes with a reset, so that thousands of connections leave no entries in the system's tables.
  void disconnect() throws IOException {
    if (socket != null) {
      socket.setSoLinger(true, 0);
      socket.close();
      socket = null;
    }
  }

  @Override
  public void close() throws IOException {
    disconnect();
  }

  private static Answer read(@Nullable InputStream in) throws IOException {
    if (in == null) {
      throw new EOFException("not connected");
    }
    var status = line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new EOFException("not HTTP: " + status);
    }
    var headers = new TreeMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status.substring(9, 12));
    return code == 100 ? read(in) : new Answer(code, headers, body(in, headers));
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    if (!"chunked".equals(headers.get("transfer-encoding"))) {
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new String(in.readNBytes(length), ISO_8859_1);
    }
    var body = new StringBuilder();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.append(new String(in.readNBytes(size), ISO_8859_1));
      line(in);
    }
    line(in);
    return body.toString();
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
