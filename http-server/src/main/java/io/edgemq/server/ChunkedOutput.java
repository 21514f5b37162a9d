package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A body in chunks (RFC 9112, 7.1), one for each write, which is on its way when that returns. The
/// head leaves with the first one. Not thread-safe.
final class ChunkedOutput extends OutputStream {
  private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int MOST_DIGITS = 8;

  private final DataWriter writer;
  private byte @Nullable [] head;

  /// @param head what comes before the body
  ChunkedOutput(DataWriter writer, byte[] head) {
    this.writer = writer;
    this.head = head;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return; // a chunk of nothing is the last one
    }
    var size = Integer.toHexString(length).getBytes(US_ASCII);
    var chunk = withHead(MOST_DIGITS + length + 2 * LINE_END.length);
    chunk.write(size);
    chunk.write(LINE_END);
    chunk.write(bytes, from, length);
    chunk.write(LINE_END);
    send(chunk);
  }

  @Override
  public void flush() {
    if (head != null) {
      send(withHead(0));
    }
  }

  /// Ends the body; what is written to stays open.
  @Override
  public void close() {
    var end = withHead(LAST.length);
    end.write(LAST);
    send(end);
  }

  private BufferData withHead(int more) {
    var first = head;
    if (first == null) {
      return BufferData.create(more);
    }
    head = null;
    var data = BufferData.create(first.length + more);
    data.write(first);
    return data;
  }

  private void send(BufferData data) {
    writer.write(data);
  }
}
