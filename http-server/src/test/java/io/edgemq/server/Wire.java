package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/// A client that sends and sees bytes, for this module's tests and those of the adapters on it.
public final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  public Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /// Sends the bytes that `text` has in Latin-1.
  public Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  /// Tells the server that nothing more is sent.
  public Wire finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Everything that came, once `end` is the end of it.
  public String until(String end) throws IOException {
    while (!text().endsWith(end)) {
      if (!more()) {
        throw new IOException("the connection ended before '" + end + "', after: " + text());
      }
    }
    return text();
  }

  /// Everything that came, once `part` is in it, whatever follows.
  public String untilIn(String part) throws IOException {
    while (!text().contains(part)) {
      if (!more()) {
        throw new IOException("the connection ended before '" + part + "', after: " + text());
      }
    }
    return text();
  }

  /// Everything that came until the server closed the connection.
  public String untilClosed() throws IOException {
    while (more()) {
      // until there is none
    }
    return text();
  }

  private boolean more() throws IOException {
    var buffer = new byte[4096];
    int length = socket.getInputStream().read(buffer);
    if (length > 0) {
      seen.write(buffer, 0, length);
    }
    return length >= 0;
  }

  private String text() {
    return seen.toString(ISO_8859_1);
  }

  /// Forgets what came so far.
  public Wire forget() {
    seen.reset();
    return this;
  }

  /// The body in `answer`, its chunks put together.
  public static String body(String answer) {
    var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    if (!answer.contains("Transfer-Encoding: chunked")) {
      return body;
    }
    var whole = new StringBuilder();
    for (int at = 0; at < body.length(); ) {
      int line = body.indexOf("\r\n", at);
      int length = Integer.parseInt(body.substring(at, line), 16);
      whole.append(body, line + 2, line + 2 + length);
      at = line + 2 + length + 2;
    }
    return whole.toString();
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
