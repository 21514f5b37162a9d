package io.edgemq.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;

/// Reads HTTP/1.1 responses from one connection into one buffer, which it reuses. It supports only
/// the part of RFC 9112 that a load generator needs, so that the generator stays cheap. A body has
/// a `Content-Length` or chunks (without trailers). A response with neither has no body.
///
/// Not thread-safe.
final class ResponseReader {
  private static final int MAX_RESPONSE_BYTES = 64 << 20;

  private final InputStream in;
  private byte[] buffer;
  private int position;
  private int limit;
  private int status;
  private int bodyStart;
  private int bodyEnd;

  ResponseReader(InputStream in, int bufferBytes) {
    this.in = in;
    this.buffer = new byte[bufferBytes];
  }

  /// Reads the whole next response and returns its status. Blocks. Throws `EOFException` when the
  /// server closed the connection, and `ProtocolException` when the answer is not HTTP/1.1.
  int read() throws IOException {
    discardThePrevious();
    int headEnd = headEnd();
    status = number(position + 9, 10);
    if (buffer[position] != 'H' || status < 100) throw new ProtocolException("no status line");
    long length = 0;
    boolean chunked = false;
    for (int line = nextLine(position); line < headEnd - 2; line = nextLine(line)) {
      if (is(line, "content-length:")) length = number(pastSpaces(line + 15), 10);
      if (is(line, "transfer-encoding:") && is(pastSpaces(line + 18), "chunked")) chunked = true;
    }
    position = headEnd;
    if (chunked) readChunks();
    else readLength(length);
    return status;
  }

  /// The status of the last response.
  int status() {
    return status;
  }

  /// The buffer that holds the last response's body between [#bodyStart()] and [#bodyEnd()], until
  /// the next [#read()].
  byte[] buffer() {
    return buffer;
  }

  int bodyStart() {
    return bodyStart;
  }

  int bodyEnd() {
    return bodyEnd;
  }

  /// A copy of the last response's body.
  byte[] body() {
    return Arrays.copyOfRange(buffer, bodyStart, bodyEnd);
  }

  private void discardThePrevious() {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
  }

  /// The index after the empty line that ends the head.
  private int headEnd() throws IOException {
    for (int i = position; ; i++) {
      while (i + 4 > limit) fill();
      if (buffer[i] == '\r' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') return i + 4;
    }
  }

  private void readLength(long length) throws IOException {
    if (length > MAX_RESPONSE_BYTES) throw new ProtocolException("a body of " + length + " bytes");
    bodyStart = position;
    bodyEnd = position + (int) length;
    while (limit < bodyEnd) fill();
    position = bodyEnd;
  }

  /// Moves the chunks together and overwrites their framing, so that the body is in one piece.
  private void readChunks() throws IOException {
    bodyStart = position;
    bodyEnd = position;
    while (true) {
      int line = position;
      int size = number(line, 16);
      position = lineEnd(line);
      while (limit < position + size + 2) fill();
      System.arraycopy(buffer, position, buffer, bodyEnd, size);
      bodyEnd += size;
      position += size + 2;
      if (size == 0) return;
    }
  }

  private int lineEnd(int from) throws IOException {
    for (int i = from; ; i++) {
      while (i >= limit) fill();
      if (buffer[i] == '\n') return i + 1;
    }
  }

  private int nextLine(int from) {
    int i = from;
    while (buffer[i] != '\n') i++;
    return i + 1;
  }

  private int pastSpaces(int from) {
    int i = from;
    while (buffer[i] == ' ') i++;
    return i;
  }

  /// Whether the text is at an index, ignoring case. The text must be in lower case.
  private boolean is(int from, String text) {
    if (from + text.length() > limit) return false;
    for (int i = 0; i < text.length(); i++) {
      if (Character.toLowerCase(buffer[from + i]) != text.charAt(i)) return false;
    }
    return true;
  }

  /// The number whose digits begin at an index. Reads more bytes until one is not a digit.
  private int number(int from, int radix) throws IOException {
    int value = 0;
    for (int i = from; ; i++) {
      while (i >= limit) fill();
      int digit = Character.digit(buffer[i], radix);
      if (digit < 0) {
        if (i == from) throw new ProtocolException("no number");
        return value;
      }
      value = Math.addExact(Math.multiplyExact(value, radix), digit);
    }
  }

  private void fill() throws IOException {
    if (limit == buffer.length) {
      if (limit >= MAX_RESPONSE_BYTES) throw new ProtocolException("a response too large");
      buffer = Arrays.copyOf(buffer, 2 * limit);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) throw new EOFException("the server closed the connection");
    limit += count;
  }
}
