package io.edgemq.server;

import io.edgemq.server.ListenOptions.Patience;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// Since when a client keeps the server waiting, with a request or with its end, and whether that
/// is too long. Written by the connection's thread; [#isOverdue] and [#isStuck] may be asked by
/// any.
final class ClientTimeouts {
  /// For how long a client that was answered may stay silent, and go on sending, until its
  /// connection is closed.
  private static final Duration SILENT_END = Duration.ofMillis(500);

  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private final Patience patience;
  private final LongSupplier nanoTime;
  private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.SERVER);
  private volatile long began;
  private volatile long lingeringSince;
  private volatile boolean left;
  private long bytes;

  /// Whose turn it is.
  private enum Turn {
    /// The server works.
    SERVER,
    /// A reader waits for the client.
    CLIENT,
    /// The client has waited for too long. Whatever it sends from here on counts no more.
    NOBODY
  }

  /// @param nanoTime a clock that only runs forward, as [System#nanoTime]; never 0
  ClientTimeouts(Patience patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /// The present, in nanoseconds of no particular origin.
  long now() {
    return nanoTime.getAsLong();
  }

  /// When a request that begins to arrive now has to be here.
  long deadline() {
    return now() + patience.request().toNanos();
  }

  /// How long a client may take nothing of what is written.
  Duration writePatience() {
    return patience.write();
  }

  /// The client keeps a reader waiting.
  void waiting() {
    turn.compareAndSet(Turn.SERVER, Turn.CLIENT);
  }

  /// It does no longer. Whether that comes in time: false after [#giveUp].
  boolean waited() {
    return turn.compareAndSet(Turn.CLIENT, Turn.SERVER);
  }

  /// The client, which is waited for, has been waited for long enough: it is told so, and what it
  /// sends is not served. Whether it is waited for.
  boolean giveUp() {
    if (isLingering() || !turn.compareAndSet(Turn.CLIENT, Turn.NOBODY)) {
      return false;
    }
    lingeringSince = now();
    began = lingeringSince;
    return true;
  }

  /// Whether the client was answered for the last time.
  boolean isLingering() {
    return lingeringSince != 0;
  }

  /// So many bytes came. The number that the request has by now; 0 when nobody counts.
  long received(int count) {
    if (began == 0 || lingeringSince != 0) {
      began = now();
    }
    bytes += count;
    return left || lingeringSince != 0 ? 0 : bytes;
  }

  /// How many bytes the request has by now.
  long bytes() {
    return bytes;
  }

  /// A request is done with; `more` bytes of the next one are here.
  void rest(int more) {
    began = more > 0 ? now() : 0;
    bytes = more;
  }

  /// Whether the connection waits for its next request and nothing of it is here.
  boolean isAtRest() {
    return began == 0 && !left;
  }

  /// The connection is over once the client has seen the answer.
  void linger() {
    turn.set(Turn.SERVER);
    lingeringSince = now();
    began = lingeringSince;
  }

  /// From here on the connection is not one of requests and answers: it may be silent for as long
  /// as it likes, and nobody counts its bytes.
  void leave() {
    left = true;
  }

  /// Whether it has left request and answer.
  boolean hasLeft() {
    return left;
  }

  /// Whether the client keeps the server waiting for longer than it may.
  boolean isOverdue(long now) {
    long start = began;
    if (left || start == 0 || turn.get() == Turn.SERVER) {
      return false;
    }
    long end = lingeringSince;
    return end == 0
        ? now - start > patience.request().toNanos()
        : now - start > SILENT_END.toNanos() || now - end > LONGEST_END.toNanos();
  }

  /// Whether a write that began at `since` takes longer than it may; 0: no write is under way.
  boolean isStuck(long since, long now) {
    return since != 0 && now - since > patience.write().toNanos();
  }
}
