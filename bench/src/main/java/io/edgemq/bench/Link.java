package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;

/// One kept-alive connection to a server on the loopback interface. It has one request under way at
/// a time. Not thread-safe.
final class Link implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int BUFFER_BYTES = 16 << 10;

  private final Socket socket;
  private final OutputStream out;
  private final ResponseReader reader;

  private Link(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.reader = new ResponseReader(socket.getInputStream(), BUFFER_BYTES);
  }

  static Link to(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new Link(socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /// Sends a request and reads the whole response. Returns the reader that holds it. Throws
  /// `ProtocolException` with the body for any status but 2xx, since a benchmark of errors is
  /// useless.
  ResponseReader exchange(byte[] request) throws IOException {
    out.write(request);
    int status = reader.read();
    if (status / 100 != 2) {
      throw new ProtocolException("status " + status + ": " + new String(reader.body(), US_ASCII));
    }
    return reader;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
