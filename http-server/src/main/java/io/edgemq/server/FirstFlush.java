package io.edgemq.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Tells when the first bytes are on their way: an answer without end has begun.
final class FirstFlush extends FilterOutputStream {
  private final Runnable begun;

  /// @param begun runs after each flush; only the first one matters
  FirstFlush(OutputStream out, Runnable begun) {
    super(out);
    this.begun = begun;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
    begun.run();
  }
}
