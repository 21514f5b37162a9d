package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// One side of a connection between two processes of this machine that send each other one line.
/// Each waits for the other until a deadline.
final class LocalLine implements AutoCloseable {
  private static final int MOST_BYTES = 64 << 20;

  private final SocketChannel channel;
  private final long deadline;

  /// Takes over `channel`, for `limit` at most.
  LocalLine(SocketChannel channel, Duration limit) throws IOException {
    this.channel = channel;
    this.deadline = System.nanoTime() + limit.toNanos();
    channel.configureBlocking(false);
  }

  /// Connects to the socket at `path`. Throws [IOException] when nobody listens there.
  static LocalLine to(Path path, Duration limit) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new LocalLine(channel, limit);
    } catch (IOException nobody) {
      channel.close();
      throw nobody;
    }
  }

  /// Sends `line`, which has no line break.
  void send(String line) throws IOException {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /// The other side's line.
  String receive() throws IOException {
    var line = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(1 << 13);
    while (line.size() < MOST_BYTES) {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        throw new IOException("the other side hung up");
      }
      if (count == 0) {
        await(SelectionKey.OP_READ);
      } else if (buffer.get(count - 1) == '\n') {
        line.write(buffer.array(), 0, count - 1);
        return line.toString(UTF_8);
      } else {
        line.write(buffer.array(), 0, count);
      }
    }
    throw new IOException("the line is too long");
  }

  private void await(int operation) throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    try (var selector = channel.provider().openSelector()) {
      channel.register(selector, operation);
      if (left <= 0 || selector.select(left) == 0) {
        throw new IOException("the other side does not answer");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
