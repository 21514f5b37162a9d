package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a client sends, as it comes: its times are kept and its bytes counted.
final class ClientInput {
  /// How many bytes are read before others have their turn.
  private static final int TURN = 1 << 16;

  private final DataReader seen;
  private final ClientTimeouts timeouts;
  private final DisconnectDetector disconnects;
  private final Limits limits;
  private final KeepAliveState keepAlive = new KeepAliveState();
  private final InboundWindow window = new InboundWindow();
  private volatile @Nullable Http2Frames frames;
  private volatile @Nullable FrameScanner scanner;
  private volatile boolean upgraded;
  private int unbroken;
  private boolean lost;

  /// How much a client may send.
  ///
  /// @param mostBytes how many bytes a request may have, everything included
  /// @param holding what counts them
  record Limits(long mostBytes, Holding holding) {}

  /// @param seen what Helidon has read of the connection before it was ours
  ClientInput(
      DataReader seen, ClientTimeouts timeouts, DisconnectDetector disconnects, Limits limits) {
    this.seen = seen;
    this.timeouts = timeouts;
    this.disconnects = disconnects;
    this.limits = limits;
  }

  /// Whether the connection waits for another request, or may.
  KeepAliveState keepAlive() {
    return keepAlive;
  }

  /// How much DATA may come over HTTP/2.
  InboundWindow window() {
    return window;
  }

  /// How much DATA the client takes over HTTP/2, which the connection must speak.
  OutboundWindow outbound() {
    return Objects.requireNonNull(frames).outbound();
  }

  /// How long the client may take nothing.
  Duration writePatience() {
    return timeouts.writePatience();
  }

  /// From now on it is HTTP/2, beginning with `bytes`.
  void speakHttp2(byte[] bytes) {
    var found = new FrameScanner(http2());
    scanner = found;
    found.feed(bytes);
  }

  private Http2Frames http2() {
    var known = frames;
    var found = known == null ? new Http2Frames(disconnects, window, new OutboundWindow()) : known;
    frames = found;
    return found;
  }

  /// It is to become HTTP/2 because a request of HTTP/1.1 asked for it, which is its first stream.
  ///
  /// @param settings the payload of a SETTINGS frame
  void upgrade(byte[] settings) {
    upgraded = true;
    FrameScanner.settings(settings, http2());
    outbound().settle();
    outbound().opened(Http2Stream.FIRST);
  }

  /// Whether the first stream of HTTP/2 is a request of HTTP/1.1.
  boolean isUpgraded() {
    return upgraded;
  }

  /// Whether it is HTTP/2.
  boolean isHttp2() {
    return scanner != null;
  }

  /// Whether nothing was read that nobody took.
  boolean isEmpty() {
    return seen.available() == 0;
  }

  /// How many bytes of the present request were taken in, `unread` being left of those that came.
  long taken(int unread) {
    return timeouts.bytes() - unread;
  }

  /// What the client sent next; null when it hung up, which is what the reader expects.
  @SuppressWarnings("NullAway")
  byte[] next() {
    if (lost && !timeouts.isLingering()) {
      throw new CloseConnectionException("a part of the request was refused");
    }
    if (isHttp2()) {
      outbound().settle(); // who reads on has seen what came before
    }
    boolean rests = timeouts.isAtRest();
    if (rests && !keepAlive.begin()) {
      throw new CloseConnectionException("no further request is wanted");
    }
    var bytes = receive();
    if (rests && bytes != null && !keepAlive.end()) {
      throw new CloseConnectionException("a request that came after the end");
    }
    if (bytes == null) {
      lose();
    } else {
      letOthersGo(bytes.length);
      count(timeouts.received(bytes.length));
      var found = scanner;
      if (found != null) {
        found.feed(bytes);
      }
    }
    return bytes;
  }

  /// The client is gone.
  void lose() {
    disconnects.lose();
    if (isHttp2()) {
      outbound().lose();
    }
  }

  private byte @Nullable [] receive() {
    timeouts.waiting();
    byte @Nullable [] bytes;
    try {
      int ready = seen.available();
      bytes = ready > 0 ? seen.readBytes(ready) : disconnects.receive();
    } catch (RuntimeException broken) {
      var _ = timeouts.waited();
      throw broken;
    }
    if (!timeouts.waited()) {
      throw new CloseConnectionException("the client was told that it is too slow");
    }
    return bytes;
  }

  /// A client that sends as fast as it is read would keep its thread running, and some of them all
  /// threads that there are: whoever else has a request would wait for their last byte.
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is meant: nothing depends on it
  private void letOthersGo(int bytes) {
    unbroken += bytes;
    if (unbroken >= TURN) {
      unbroken = 0;
      Thread.yield();
    }
  }

  private void count(long bytes) {
    if (bytes > limits.mostBytes()) {
      throw new CloseConnectionException("a request of more bytes than any may have");
    }
    if (bytes > Holding.FREE && !limits.holding().coversInAll(Holding.TWICE * bytes)) {
      lost = true; // and nobody knows where the next request begins
      throw RequestException.builder()
          .type(EventType.OTHER)
          .status(Status.SERVICE_UNAVAILABLE_503)
          .message("no memory is left for a request")
          .build();
    }
  }
}
