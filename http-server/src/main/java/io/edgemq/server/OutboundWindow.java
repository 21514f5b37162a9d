package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How much DATA a client of HTTP/2 takes at the moment, on its connection and on each of its
/// streams (RFC 9113, 5.2). Helidon 4.3.1 looks at the connection's window and takes from it later,
/// so streams that are written at once send more than the client allowed, and end the connection
/// when it says how much it has read. So whatever is written takes its part here first.
///
/// What the client allows is told by the thread that reads from it; any thread may take.
final class OutboundWindow {
  /// Where every connection and every stream begins (RFC 9113, 6.9.2).
  private static final int FIRST = 65_535;

  /// A client has at most 1 000 streams open at once. Those that were refused are never ended.
  private static final int REMEMBERED = 4_096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Integer, Long> streams = new Remembered();
  private final Map<Integer, Long> told = new LinkedHashMap<>(0);
  private long connection = FIRST;
  private long initial = FIRST;
  private long toldInitial = FIRST;
  private int newest;
  private boolean lost;

  private static final class Remembered extends LinkedHashMap<Integer, Long> {
    private static final long serialVersionUID = 1;

    Remembered() {
      super(0);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
      return size() > REMEMBERED;
    }
  }

  /// The client has opened a stream.
  void opened(int stream) {
    lock.lock();
    try {
      if (stream > newest) { // else these are trailers
        newest = stream;
        streams.put(stream, initial);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The client takes so much more, on a stream or, under 0, on its connection; once Helidon knows,
  /// too ([#settle]).
  void more(int stream, int bytes) {
    lock.lock();
    try {
      told.merge(stream, (long) bytes, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  /// The client takes so much on each stream to begin with, also on those that it has opened; once
  /// Helidon knows, too.
  void begin(int bytes) {
    lock.lock();
    try {
      toldInitial = bytes & 0xffff_ffffL;
    } finally {
      lock.unlock();
    }
  }

  /// Helidon has seen all that was told. To be called by the thread that reads for it.
  void settle() {
    lock.lock();
    try {
      if (told.isEmpty() && toldInitial == initial) {
        return;
      }
      long grown = toldInitial - initial;
      if (grown != 0) { // seldom, and it looks at every stream
        initial = toldInitial;
        streams.replaceAll((_, window) -> window + grown);
      }
      connection += told.getOrDefault(0, 0L);
      told.forEach((stream, more) -> streams.computeIfPresent(stream, (_, old) -> old + more));
      told.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more is written on the stream.
  void ended(int stream) {
    lock.lock();
    try {
      if (streams.remove(stream) != null) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The client is gone.
  void lose() {
    lock.lock();
    try {
      lost = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes `bytes`, if the client takes all of them now.
  boolean takeNow(int stream, int bytes) {
    lock.lock();
    try {
      boolean fits = bytes <= free(stream);
      if (fits) {
        take(stream, bytes);
      }
      return fits;
    } finally {
      lock.unlock();
    }
  }

  /// Takes up to `bytes` as soon as the client takes any; answers how many. Throws
  /// [CloseConnectionException] when the stream or the client is gone, or takes nothing for
  /// `patience`.
  int take(int stream, int bytes, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (free(stream) <= 0) {
        if (left <= 0) {
          throw new CloseConnectionException("the client does not read a stream");
        }
        left = changed.awaitNanos(left);
      }
      int some = (int) Math.min(bytes, free(stream));
      take(stream, some);
      return some;
    } finally {
      lock.unlock();
    }
  }

  private long free(int stream) {
    var window = streams.get(stream);
    if (lost || window == null) {
      throw new CloseConnectionException("the stream is gone");
    }
    return Math.min(window, connection);
  }

  private void take(int stream, int bytes) {
    connection -= bytes;
    streams.computeIfPresent(stream, (_, window) -> window - bytes);
  }
}
