package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;

/// Writes a body of HTTP/2 as far as the client takes it ([OutboundWindow]). What is written is on
/// its way when the write returns: Helidon would keep the first part, and the client would never
/// take more.
final class Http2Output extends FilterOutputStream {
  private final OutboundWindow window;
  private final int stream;
  private final Duration patience;

  /// @param patience how long the client may take nothing
  Http2Output(OutputStream out, OutboundWindow window, int stream, Duration patience) {
    super(out);
    this.window = window;
    this.stream = stream;
    this.patience = patience;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int end = from + length;
    for (int at = from; at < end; ) {
      int some = take(Math.min(Pieces.LONGEST, end - at));
      boolean whole = some == bytes.length; // Helidon 4.3 writes a part of an array wrongly
      out.write(whole ? bytes : Arrays.copyOfRange(bytes, at, at + some));
      out.flush();
      at += some;
    }
  }

  private int take(int bytes) {
    try {
      return window.take(stream, bytes, patience);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    }
  }
}
