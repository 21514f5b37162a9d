package io.edgemq.server;

import io.helidon.common.buffers.BufferData;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes the frames of a WebSocket. For any thread: one writes at a time, and a control frame is
/// left to whoever does, so that it is sent next and nobody waits to send it.
final class WebSocketOutput {
  /// What leaves in one write: each costs a packet and a system call, and is copied on its way.
  private static final int PACKED_AT_MOST = 1 << 16;

  private final RawConnection connection;
  private final Runnable ending;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicReference<@Nullable ControlFrames> waiting = new AtomicReference<>();

  /// The close frame, once there is one.
  private final AtomicReference<byte @Nullable []> closing = new AtomicReference<>();

  /// Whether it is written, or cannot be.
  private volatile boolean closed;

  /// @param ending runs when a close frame is written
  WebSocketOutput(RawConnection connection, Runnable ending) {
    this.connection = connection;
    this.ending = ending;
  }

  /// A ping and a pong that wait to be sent: of each the newest.
  private record ControlFrames(byte @Nullable [] ping, byte @Nullable [] pong) {}

  /// Whether nothing more is to be sent than perhaps a close frame.
  boolean isClosing() {
    return closing.get() != null;
  }

  /// Lets nothing be sent any more but that close frame, by the next call of [#flush]. Whether this
  /// is the first call.
  boolean close(byte[] frame) {
    return closing.compareAndSet(null, frame);
  }

  /// Puts a ping in line for the next call of [#flush].
  void ping(byte[] frame) {
    waiting.updateAndGet(frames -> new ControlFrames(frame, frames == null ? null : frames.pong()));
  }

  /// Puts a pong in line for the next call of [#flush].
  void pong(byte[] frame) {
    waiting.updateAndGet(frames -> new ControlFrames(frames == null ? null : frames.ping(), frame));
  }

  private boolean hasWaiting() {
    return !closed && (waiting.get() != null || isClosing());
  }

  /// Sends the control frames that wait, or leaves that to who is writing now.
  void flush() throws IOException {
    while (hasWaiting() && writing.tryLock()) {
      try {
        writeWaiting();
      } finally {
        writing.unlock();
      }
    }
  }

  /// As [#flush], but they are sent when this returns.
  void flushNow() throws IOException {
    lock();
    try {
      writeWaiting();
    } finally {
      writing.unlock();
    }
  }

  private void lock() throws IOException {
    try {
      writing.lockInterruptibly();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while another thread was writing");
    }
  }

  /// Sends each of `texts` as a message, as many of them at once as fit. Control frames may come
  /// between; after the close frame nothing does. Answers how many were sent.
  int send(List<byte[]> texts) throws IOException {
    int sent;
    lock();
    try {
      sent = pack(texts);
      writeWaiting();
    } finally {
      writing.unlock();
    }
    flush();
    return sent;
  }

  private int pack(List<byte[]> texts) throws IOException {
    int count = 0;
    var pack = new byte[(int) Math.min(size(texts), PACKED_AT_MOST)];
    int size = 0;
    for (var text : texts) {
      if (size > 0 && size + WebSocketFrame.HEAD + text.length > pack.length) {
        write(pack, 0, size);
        size = 0;
      }
      if (size == 0) {
        writeWaiting();
      }
      if (isClosing()) {
        break;
      }
      size = WebSocketFrame.putHead(pack, size, WebSocketFrame.TEXT, text.length);
      int fits = Math.min(text.length, pack.length - size);
      System.arraycopy(text, 0, pack, size, fits);
      size += fits;
      if (fits < text.length) {
        write(pack, 0, size);
        size = 0;
        writeRest(text, fits);
      }
      count++;
    }
    write(pack, 0, size);
    return count;
  }

  private static long size(List<byte[]> texts) {
    long size = 0;
    for (var text : texts) {
      size += WebSocketFrame.HEAD + text.length;
    }
    return size;
  }

  /// A long text is not copied as a whole.
  private void writeRest(byte[] text, int from) throws IOException {
    for (int at = from; at < text.length; at += PACKED_AT_MOST) {
      write(text, at, Math.min(PACKED_AT_MOST, text.length - at));
    }
  }

  private void writeWaiting() throws IOException {
    if (closed) {
      return;
    }
    var frames = waiting.getAndSet(null);
    if (frames != null) {
      write(frames.ping());
      write(frames.pong());
    }
    var close = closing.get();
    if (close != null) {
      closed = true;
      write(close);
      ending.run();
    }
  }

  private void write(byte @Nullable [] frame) throws IOException {
    if (frame != null) {
      write(frame, 0, frame.length);
    }
  }

  private void write(byte[] bytes, int from, int count) throws IOException {
    if (count == 0) {
      return;
    }
    try {
      connection.writer().writeNow(BufferData.createReadOnly(bytes, from, count));
    } catch (RuntimeException gone) {
      connection.close(); // a frame may be cut in two
      throw new IOException("the client went away", gone);
    }
  }
}
