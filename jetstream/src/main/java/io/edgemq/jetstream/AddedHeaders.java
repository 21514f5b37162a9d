package io.edgemq.jetstream;

import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;

/// Headers with some more behind them, for one message that is sent. The client library copies what
/// could still change, and took more time for that than for all else; these claim that nobody
/// changes them, so do not change the first ones any more.
final class AddedHeaders extends Headers {
  private static final byte[] END = {'\r', '\n'};

  private final Headers first;
  private final byte[] lines;

  /// @param lines as they are sent: of each header its name, `:`, its value and a line's end
  AddedHeaders(Headers first, String lines) {
    this.first = first;
    this.lines = lines.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public int serializedLength() {
    return first.serializedLength() + lines.length;
  }

  /// Writes all of them from `at` on; returns how many bytes that took.
  @Override
  public int serializeToArray(int at, byte[] into) {
    int unused = first.serializeToArray(at, into);
    int end = at + first.serializedLength() - END.length;
    System.arraycopy(lines, 0, into, end, lines.length);
    System.arraycopy(END, 0, into, end + lines.length, END.length);
    return serializedLength();
  }

  @Override
  public byte[] getSerialized() {
    byte[] all = new byte[serializedLength()];
    int unused = serializeToArray(0, all);
    return all;
  }
}
