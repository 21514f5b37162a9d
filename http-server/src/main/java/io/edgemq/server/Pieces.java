package io.edgemq.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Writes long arrays in pieces: Helidon copies what it is given, all of it at once. And each piece
/// is an array of its own, because Helidon 4.3 writes a part of one wrongly.
final class Pieces extends FilterOutputStream {
  /// The longest piece.
  static final int LONGEST = 1 << 16;

  private boolean broken;

  Pieces(OutputStream out) {
    super(out);
  }

  /// Whether a write failed: the client is gone then, and else whoever wrote is to blame.
  boolean isBroken() {
    return broken;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    boolean written = false;
    try {
      writeAll(bytes, from, length);
      written = true;
    } finally {
      broken |= !written;
    }
  }

  @Override
  public void flush() throws IOException {
    boolean flushed = false;
    try {
      out.flush();
      flushed = true;
    } finally {
      broken |= !flushed;
    }
  }

  private void writeAll(byte[] bytes, int from, int length) throws IOException {
    if (from == 0 && length == bytes.length && length <= LONGEST) {
      out.write(bytes);
      return;
    }
    int end = from + length;
    for (int at = from; at < end; at += LONGEST) {
      out.write(Arrays.copyOfRange(bytes, at, Math.min(at + LONGEST, end)));
    }
  }
}
