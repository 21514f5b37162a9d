package io.edgemq.http;

import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends a stream of messages over a socket.
final class StreamSource implements SocketSender.Source {
  private static final Logger LOG = System.getLogger(StreamSource.class.getName());

  /// How long a stream is waited for before it is asked again: it tells when it ends.
  private static final Duration WAIT = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final MessageStream stream;
  private final Frames frames;
  private Deque<StreamItem> items = new ArrayDeque<>();
  private StreamItem.@Nullable Closed last;

  /// How items are told.
  interface Frames {
    /// Adds what is sent of `item` to `pack`.
    void add(StreamItem item, SocketPack pack) throws IOException;

    /// The stream is over, and everything before its end is sent.
    void end(WebSocket socket, StreamItem.Closed closed) throws IOException;
  }

  StreamSource(MessageStream stream, Frames frames) {
    this.stream = stream;
    this.frames = frames;
  }

  @Override
  public void await() throws InterruptedException {
    items = new ArrayDeque<>(next());
    if (items.peekLast() instanceof StreamItem.Closed closed) {
      last = closed;
    }
  }

  /// What comes next. When that fails, the reader is told to come again, unless nobody asks any
  /// more.
  private List<StreamItem> next() throws InterruptedException {
    try {
      return stream.next(WAIT);
    } catch (RuntimeException failure) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while it read");
      }
      LOG.log(Level.ERROR, "a stream failed", failure);
      return List.of(new StreamItem.Closed(StreamItem.Reason.UNAVAILABLE, AFTER_FAILURE));
    }
  }

  @Override
  public boolean isOver() {
    return last != null;
  }

  /// Lets go of each item before it is sent: a client that does not read keeps in memory only what
  /// is on its way.
  @Override
  public void sendTo(WebSocket socket) throws IOException {
    var pack = new SocketPack(socket);
    while (!items.isEmpty() && items.peek() != last) {
      frames.add(items.remove(), pack);
    }
    pack.send();
    if (last != null) {
      frames.end(socket, last);
    }
  }

  @Override
  public void failed(WebSocket socket) throws IOException {
    frames.end(socket, new StreamItem.Closed(StreamItem.Reason.UNAVAILABLE, AFTER_FAILURE));
  }

  @Override
  public void close() {
    stream.close();
  }
}
