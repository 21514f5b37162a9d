package io.edgemq.http;

import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.DisconnectWatch;
import io.edgemq.server.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/// Writes a stream of messages as server-sent events until either side ends it. Items
/// that are ready together leave in one write: each write costs a packet and a system call.
final class SseBody implements Reply.Body {
  private static final Logger LOG = System.getLogger(SseBody.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int PACKED_AT_MOST = 1 << 16;

  private final Supplier<DisconnectWatch> watches;
  private final MessageStream stream;
  private final Frames frames;
  private final Duration keepAlive;

  /// Writes items of what is streamed.
  @FunctionalInterface
  interface Frames {
    /// The frame of `item`.
    byte[] of(StreamItem item);
  }

  SseBody(
      Supplier<DisconnectWatch> watches, MessageStream stream, Frames frames, Duration keepAlive) {
    this.watches = watches;
    this.stream = stream;
    this.frames = frames;
    this.keepAlive = keepAlive;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    try (stream;
        var watch = watches.get()) {
      write(out, SseFrames.OPENING);
      for (boolean open = true; open && !watch.isGone(); ) {
        open = writeAll(out, new ArrayDeque<>(next()));
      }
    }
  }

  /// What comes next. When that fails, the reader is told to come again: an exception would look
  /// like a reader that went away.
  private List<StreamItem> next() throws InterruptedException {
    try {
      return stream.next(keepAlive);
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "a stream failed", failure);
      return List.of(new StreamItem.Closed(StreamItem.Reason.UNAVAILABLE, AFTER_FAILURE));
    }
  }

  /// Writes `items`, or that there are none; whether there may be more. Each item is let go of
  /// before it is written: a client that does not read keeps in memory only what is on its way.
  private boolean writeAll(OutputStream out, Queue<StreamItem> items) throws IOException {
    var pack = new Pack(out);
    if (items.isEmpty()) {
      pack.add(SseFrames.KEEP_ALIVE);
    }
    boolean open = true;
    while (!items.isEmpty()) {
      open = !(items.peek() instanceof StreamItem.Closed);
      pack.add(frames.of(items.remove()));
    }
    pack.send();
    return open;
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Frames that leave together.
  private static final class Pack {
    private final OutputStream out;
    private final List<byte[]> frames = new ArrayList<>(4);
    private int size;

    Pack(OutputStream out) {
      this.out = out;
    }

    void add(byte[] frame) throws IOException {
      if (size > 0 && size + frame.length > PACKED_AT_MOST) {
        send();
      }
      frames.add(frame);
      size += frame.length;
    }

    void send() throws IOException {
      if (frames.size() == 1) {
        write(out, frames.getFirst());
      } else if (size > 0) {
        var all = new byte[size];
        int at = 0;
        for (var frame : frames) {
          System.arraycopy(frame, 0, all, at, frame.length);
          at += frame.length;
        }
        write(out, all);
      }
      frames.clear();
      size = 0;
    }
  }
}
