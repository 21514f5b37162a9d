package io.edgemq.webhook;

import java.io.IOException;
import java.io.InputStream;

/// What comes on a connection of HTTP/1.1, one answer at a time. OkHttp reads ahead, and would take
/// what is left behind an answer for the beginning of the next one; so no read goes beyond the
/// answer that is expected. For one thread at a time.
final class AnswerStream extends InputStream {
  private static final int ROOM = 8 * 1024;

  private final InputStream in;
  private final AnswerFraming framing = new AnswerFraming();
  private final byte[] buffer = new byte[ROOM];
  private int at;
  private int end;

  AnswerStream(InputStream in) {
    this.in = in;
  }

  /// A request is sent: from now on its answer is read.
  void expectAnswer() {
    framing.begin();
  }

  /// Whether the last answer is read to its end and nothing is known to have come behind it. Does
  /// not wait.
  boolean isAtRest() throws IOException {
    return framing.isOver() && at == end && in.available() == 0;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// Reads what has come of the answer; waits when nothing has. Behind the answer it waits too:
  /// OkHttp asks so, for a moment, whether a connection at rest still stands; and then it answers
  /// -1, since nothing good can have come.
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if ((at == end && !fill()) || framing.isOver()) {
      return -1;
    }
    int count = framing.take(buffer, at, Math.min(end, at + length));
    System.arraycopy(buffer, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, ROOM);
    at = 0;
    end = Math.max(0, count);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
