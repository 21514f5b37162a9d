package io.edgemq.server;

/// Whether bytes that come in pieces are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing
/// beyond U+10FFFF. Says so at the first byte with which no text can begin.
final class Utf8Check {
  private static final int CONTINUATION_LOW = 0x80;
  private static final int CONTINUATION_HIGH = 0xbf;

  private int missing;
  private int low = CONTINUATION_LOW;
  private int high = CONTINUATION_HIGH;

  /// Looks at the next bytes. Whether some text begins with all that came.
  boolean accepts(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int next = bytes[i];
      if ((next >= 0 || missing > 0) ? !acceptsWithin(next & 0xff) : !begins(next & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private boolean acceptsWithin(int next) {
    if (missing == 0) {
      return true; // ASCII
    }
    boolean fits = next >= low && next <= high;
    missing--;
    low = CONTINUATION_LOW;
    high = CONTINUATION_HIGH;
    return fits;
  }

  /// The first byte of more than one: the second one has bounds of its own after some.
  private boolean begins(int first) {
    if (first < 0xc2 || first > 0xf4) {
      return false;
    }
    missing = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    switch (first) {
      case 0xe0 -> low = 0xa0;
      case 0xed -> high = 0x9f;
      case 0xf0 -> low = 0x90;
      case 0xf4 -> high = 0x8f;
      default -> {}
    }
    return true;
  }

  /// Whether what came so far is whole.
  boolean isComplete() {
    return missing == 0;
  }
}
