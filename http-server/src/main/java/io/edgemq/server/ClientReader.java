package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.Bytes;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/// Reads requests as Helidon's own reader does, but strictly where that one is lenient: what two
/// servers can read in two ways smuggles requests past a proxy (RFC 9112, 11.2). And it keeps the
/// bytes of header values: Helidon reads them as ASCII, which would lose everything else before
/// anybody could read it as UTF-8.
final class ClientReader extends DataReader {
  private static final Status HEADERS_TOO_LARGE =
      Status.create(431, "Request Header Fields Too Large");

  private static final int LINE_END = 2;

  /// The longest line within a chunked body: a size of as many digits as a long has.
  private static final int CHUNK_LINE = 16;

  /// No method that is served is longer.
  private static final int METHOD = 32;

  private boolean beginning = true;
  private boolean left;

  ClientReader(Supplier<byte[]> source) {
    super(source);
  }

  /// What comes next is the first line of a request.
  void beginRequest() {
    beginning = true;
  }

  /// What is here and was not taken yet.
  byte[] peek() {
    var bytes = new byte[available()];
    if (bytes.length > 0) {
      getBuffer(bytes.length).read(bytes);
    }
    return bytes;
  }

  /// What comes next is no HTTP/1.1, and nothing of it is judged.
  void leave() {
    left = true;
  }

  @Override
  public LazyString readLazyString(Charset charset, int length) {
    return super.readLazyString(US_ASCII.equals(charset) ? ISO_8859_1 : charset, length);
  }

  /// {@inheritDoc}
  ///
  /// Before a request, one empty line is passed over (RFC 9112, 2.2). Helidon tells a header block
  /// that is too large from other mistakes only in words, so that is refused here.
  @Override
  public int findNewLine(int max) {
    if (left) {
      return super.findNewLine(max);
    }
    if (!beginning) {
      return requireRoom(super.findNewLine(max), max);
    }
    beginning = false;
    if (startsWithNewLine()) {
      super.skip(LINE_END);
    }
    int length = super.findNewLine(max);
    requireMethod(length);
    return length;
  }

  @Override
  public int findOrNewLine(byte b, int max) {
    int at = super.findOrNewLine(b, max);
    return left ? at : requireRoom(at, max);
  }

  private static int requireRoom(int at, int max) {
    if (at == max) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .status(HEADERS_TOO_LARGE)
          .message("the headers are too large")
          .build();
    }
    return at;
  }

  /// Methods are case-sensitive (RFC 9110, 9.1), and Helidon takes `get` for GET.
  private void requireMethod(int length) {
    var line = getBuffer(Math.min(length, METHOD));
    while (line.available() > 0) {
      int next = line.read();
      if (next == ' ') {
        return;
      }
      if (next >= 'a' && next <= 'z') {
        throw new IncorrectNewLineException("a method is written in capitals");
      }
    }
  }

  /// A line within a chunked body: a size, or nothing.
  @Override
  public String readLine() {
    if (left) {
      return super.readLine();
    }
    int length = super.findNewLine(CHUNK_LINE + 1);
    if (length > CHUNK_LINE) {
      throw new IncorrectNewLineException("a line within a body is too long");
    }
    var line = readAsciiString(length);
    skip(LINE_END);
    for (int i = 0; i < length; i++) {
      if (Character.digit(line.charAt(i), 16) < 0) {
        throw new IncorrectNewLineException("the size of a chunk is a hexadecimal number");
      }
    }
    return line;
  }

  @Override
  public BufferData readBuffer(int length) {
    var data = getBuffer(length);
    super.skip(length);
    return data;
  }

  /// {@inheritDoc}
  ///
  /// Two bytes are passed over only where a line or a chunk ends.
  @Override
  public void skip(int length) {
    if (length != LINE_END || left) {
      super.skip(length);
    } else if (read() != Bytes.CR_BYTE || read() != Bytes.LF_BYTE) {
      throw new IncorrectNewLineException("a chunk does not end where its size says");
    }
  }
}
