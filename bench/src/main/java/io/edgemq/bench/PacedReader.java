package io.edgemq.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// One reader of a [PacedSwarm]: it can stop reading, and it connects again with its cursor when
/// its connection ends. Not thread-safe.
final class PacedReader {
  /// So little that a reader that stops is felt by the server soon.
  private static final int RECEIVE_BUFFER = 64 << 10;

  private final Selector selector;
  private final int port;
  private final String path;
  private final String token;
  private EventCounter counter = new EventCounter();
  private SelectionKey key;
  private int framesBefore;
  private int outOfOrderBefore;
  private int reconnected;

  /// Opens the stream of events at `path`.
  PacedReader(Selector selector, int port, String path, String token) throws IOException {
    this.selector = selector;
    this.port = port;
    this.path = path;
    this.token = token;
    this.key = open(Requests.stream(path, token));
  }

  private SelectionKey open(byte[] request) throws IOException {
    var channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.write(ByteBuffer.wrap(request));
    channel.configureBlocking(false);
    return channel.register(selector, SelectionKey.OP_READ, this);
  }

  /// Reads nothing until [#wake].
  void stop() {
    key.interestOps(0);
  }

  void wake() {
    key.interestOps(SelectionKey.OP_READ);
  }

  /// Reads what is there, through `buffer`.
  void read(ByteBuffer buffer, byte[] bytes) throws IOException {
    int count;
    try {
      buffer.clear();
      count = ((SocketChannel) key.channel()).read(buffer);
    } catch (IOException reset) {
      count = -1;
    }
    if (count > 0) {
      buffer.flip().get(bytes, 0, count);
      counter.accept(bytes, count);
    }
    if (count < 0 || counter.isEnded()) goOn();
  }

  private void goOn() throws IOException {
    key.channel().close();
    reconnected++;
    framesBefore += counter.frames();
    outOfOrderBefore += counter.outOfOrder();
    long last = counter.lastId();
    counter = new EventCounter(last);
    key =
        open(
            last == 0
                ? Requests.stream(path, token)
                : Requests.stream(path + "?last_event_id=" + last, token));
  }

  boolean isOpen() {
    return counter.isOpen();
  }

  /// The id of the last frame.
  long lastId() {
    return counter.lastId();
  }

  /// How many frames came, over all its connections.
  int frames() {
    return framesBefore + counter.frames();
  }

  int outOfOrder() {
    return outOfOrderBefore + counter.outOfOrder();
  }

  /// How often it connected again.
  int reconnected() {
    return reconnected;
  }
}
