package io.edgemq.http;

import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Writes a stream of messages as server-sent events until either side ends it. Items
/// that are ready together leave in one write: each write costs a packet and a system call.
final class SseBody implements Reply.Body {
  private static final Logger LOG = System.getLogger(SseBody.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int PACKED_AT_MOST = 1 << 16;

  private final Call call;
  private final MessageStream stream;
  private final SharedMessage.Encoding encoding;
  private final Duration keepAlive;

  SseBody(Call call, MessageStream stream, SharedMessage.Encoding encoding, Duration keepAlive) {
    this.call = call;
    this.stream = stream;
    this.encoding = encoding;
    this.keepAlive = keepAlive;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    try (stream;
        var watch = call.watch()) {
      write(out, SseFrames.OPENING);
      for (boolean open = true; open && !watch.isGone(); ) {
        var items = next();
        if (items.isEmpty()) {
          write(out, SseFrames.KEEP_ALIVE);
        } else {
          open = writeAll(out, items);
        }
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

  /// Writes `items`; whether there may be more.
  private boolean writeAll(OutputStream out, List<StreamItem> items) throws IOException {
    boolean open = true;
    var pack = new Pack(out);
    for (var item : items) {
      switch (item) {
        case StreamItem.Event(var message) -> pack.add(message.as(encoding));
        case StreamItem.Passed(long sequence) -> pack.add(SseFrames.passed(sequence));
        case StreamItem.Gap gap -> pack.add(SseFrames.gap(gap));
        case StreamItem.Closed closed -> {
          pack.add(SseFrames.close(closed));
          open = false;
        }
      }
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
