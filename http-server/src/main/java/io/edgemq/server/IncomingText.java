package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// A text message on its way in. It holds what came, and no more than that takes; what is more than
/// a little is counted in a [LiveRoom]. For one thread.
final class IncomingText {
  private static final byte[] NOTHING = {};

  private final LiveRoom room;
  private final Utf8Check utf8 = new Utf8Check();
  private byte[] bytes = NOTHING;
  private int length;
  private long held;

  IncomingText(LiveRoom room) {
    this.room = room;
  }

  /// How many bytes came so far.
  int length() {
    return length;
  }

  /// Makes room for `more` bytes, and for others that may follow, of which there are `expected` at
  /// most. Waits for it as a request does; false when there is none by then.
  boolean grow(int more, long expected) throws InterruptedException {
    int wanted = length + more;
    if (wanted <= bytes.length) {
      return true;
    }
    int size = (int) Math.max(wanted, Math.min(2L * bytes.length, length + expected));
    if (!covers(Holding.TWICE * (long) size)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  /// In memory once as it came and once as a text.
  private boolean covers(long wanted) throws InterruptedException {
    if (wanted <= Holding.FREE) {
      return true;
    }
    if (!room.take(wanted - held)) {
      return false;
    }
    held = wanted;
    return true;
  }

  /// Where the next bytes belong, which [#added] then takes.
  byte[] bytes() {
    return bytes;
  }

  /// `more` bytes were put behind the others. Whether they are text.
  boolean added(int more) {
    int from = length;
    length += more;
    return utf8.accepts(bytes, from, length);
  }

  /// Whether it does not end in the middle of a character.
  boolean isComplete() {
    return utf8.isComplete();
  }

  /// The text. Its bytes are let go of.
  String text() {
    var text = new String(bytes, 0, length, UTF_8);
    bytes = NOTHING;
    return text;
  }

  /// Nobody needs it any more.
  void release() {
    bytes = NOTHING;
    room.give(held);
    held = 0;
  }
}
