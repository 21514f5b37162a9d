package io.edgemq.bench;

/// Reads one connection's stream of server-sent events, in pieces of any size. It removes the chunk
/// framing (RFC 9112, 7.1), finds the frames with an `id:` and data, and checks that the ids are
/// consecutive. It is small, because a swarm has thousands. Not thread-safe.
final class EventCounter implements ReaderState {
  private enum State {
    HEAD,
    SIZE,
    SIZE_END,
    DATA,
    DATA_END,
    ENDED
  }

  private static final String STATUS_OK = "HTTP/1.1 200";
  private static final String END_OF_HEAD = "\r\n\r\n";

  private State state = State.HEAD;
  private int headBytes;
  private int headEndSeen;
  private int chunkLeft;
  private int lineBytes;
  private boolean idLine;
  private boolean dataLine;
  private boolean named;
  private boolean filled;
  private boolean statusOk = true;
  private long id;
  private long lastId;
  private int frames;
  private int outOfOrder;
  private long bodyBytes;

  EventCounter() {
    this(0);
  }

  /// @param lastId the id after which the reader goes on; 0 when it begins anew
  EventCounter(long lastId) {
    this.lastId = lastId;
  }

  @Override
  public void accept(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      switch (state) {
        case HEAD -> head(b);
        case SIZE -> size(b);
        case SIZE_END -> {
          if (b == '\n') state = chunkLeft == 0 ? State.ENDED : State.DATA;
        }
        case DATA -> data(b);
        case DATA_END -> {
          if (b == '\n') beginChunk();
        }
        case ENDED -> {}
      }
    }
  }

  @Override
  public boolean isOpen() {
    return statusOk && bodyBytes > 0;
  }

  @Override
  public boolean isRefused() {
    return !statusOk;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  @Override
  public int frames() {
    return frames;
  }

  @Override
  public int outOfOrder() {
    return outOfOrder;
  }

  @Override
  public long lastId() {
    return lastId;
  }

  @Override
  public long bodyBytes() {
    return bodyBytes;
  }

  private void head(byte b) {
    if (headBytes < STATUS_OK.length() && b != STATUS_OK.charAt(headBytes)) statusOk = false;
    headBytes++;
    headEndSeen = b == END_OF_HEAD.charAt(headEndSeen) ? headEndSeen + 1 : b == '\r' ? 1 : 0;
    if (headEndSeen == END_OF_HEAD.length()) beginChunk();
  }

  private void beginChunk() {
    state = State.SIZE;
    chunkLeft = 0;
  }

  private void size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0) chunkLeft = chunkLeft * 16 + digit;
    else state = State.SIZE_END;
  }

  private void data(byte b) {
    bodyBytes++;
    if (b == '\n') {
      if (lineBytes == 0) dispatch();
      else if (idLine) named = true;
      else if (dataLine) filled = true;
      lineBytes = 0;
    } else {
      if (lineBytes == 0) {
        idLine = b == 'i';
        dataLine = b == 'd';
      } else if (lineBytes == 1) idLine &= b == 'd';
      else if (lineBytes == 2) idLine &= b == ':';
      if (lineBytes == 3 && idLine) id = 0;
      if (lineBytes >= 3 && idLine && b != ' ') id = id * 10 + (b - '0');
      lineBytes++;
    }
    if (--chunkLeft == 0) state = State.DATA_END;
  }

  /// An empty line ends a frame; what a broken connection leaves of one does not count.
  private void dispatch() {
    if (named && filled) {
      if (lastId != 0 && id != lastId + 1) outOfOrder++;
      frames++;
    }
    if (named) lastId = id;
    named = false;
    filled = false;
  }
}
