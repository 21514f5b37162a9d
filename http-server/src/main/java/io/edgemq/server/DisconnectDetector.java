package io.edgemq.server;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Notices when the client of a connection hangs up or resets a stream, and tells the threads that
/// wait on its behalf.
///
/// Only reading shows that a client has hung up. So while somebody waits, a thread of its own reads
/// ahead; if the client sends its next request meanwhile, the bytes are kept for the connection's
/// thread.
final class DisconnectDetector {
  private static final int REMEMBERED_RESETS = 64;

  private final HelidonSocket socket;
  private final Map<Integer, DisconnectWatch> watches = new ConcurrentHashMap<>(2);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition readAhead = lock.newCondition();
  private final Deque<Integer> resets = new ArrayDeque<>(0);
  private boolean readingAhead;
  private boolean hungUp;
  private boolean expectsLittle;
  private byte @Nullable [] ahead;

  DisconnectDetector(HelidonSocket socket) {
    this.socket = socket;
  }

  /// Watches over a stream, 0 being the whole of a connection that speaks HTTP/1.1; from `deadline`
  /// on ([ClientTimeouts#now]) its client counts as gone.
  DisconnectWatch watch(int stream, long deadline) {
    var watch = new DisconnectWatch(() -> watches.remove(stream), deadline);
    lock.lock();
    try {
      watches.put(stream, watch);
      if (hungUp || resets.contains(stream)) {
        watch.fire();
      }
    } finally {
      lock.unlock();
    }
    return watch;
  }

  /// Begins to read ahead, unless that is being done, or something was read that nobody took.
  void lookAhead() {
    lock.lock();
    try {
      if (!hungUp && !readingAhead && ahead == null) {
        readingAhead = true;
        Thread.ofVirtual().name("edgemq-http-look-ahead").start(this::readAhead);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAhead() {
    byte[] bytes = null;
    try {
      ReadBuffer.shrink(socket);
      bytes = socket.get();
    } catch (RuntimeException reset) {
      // The client is gone, as when there is nothing more to read.
    }
    if (bytes != null) {
      ReadBuffer.restore(socket);
    }
    lock.lock();
    try {
      readingAhead = false;
      ahead = bytes;
      if (bytes == null) {
        lose();
      }
      readAhead.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What comes next from the client, for the connection's thread; null when it hung up.
  byte @Nullable [] receive() {
    lock.lock();
    try {
      while (readingAhead) {
        readAhead.await();
      }
      var bytes = ahead;
      ahead = null;
      if (bytes != null || hungUp) {
        return bytes;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("stopped while waiting for a request", stopped);
    } finally {
      lock.unlock();
    }
    return fromSocket();
  }

  /// From now on the client is silent most of the time. For the connection's thread.
  void expectLittle() {
    expectsLittle = true;
    ReadBuffer.shrink(socket);
  }

  private byte @Nullable [] fromSocket() {
    byte[] bytes = null;
    try {
      bytes = socket.get();
      if (expectsLittle && bytes != null) {
        ReadBuffer.fit(socket, bytes.length);
      }
      return bytes;
    } catch (UncheckedIOException reset) {
      throw new CloseConnectionException("the connection broke", reset);
    } finally {
      if (bytes == null) {
        lose();
      }
    }
  }

  /// The client is gone.
  void lose() {
    lock.lock();
    try {
      hungUp = true;
      watches.values().forEach(DisconnectWatch::fire);
    } finally {
      lock.unlock();
    }
  }

  /// Whether the client is gone.
  boolean isLost() {
    lock.lock();
    try {
      return hungUp;
    } finally {
      lock.unlock();
    }
  }

  /// The client gives up a stream.
  void reset(int stream) {
    lock.lock();
    try {
      if (resets.size() == REMEMBERED_RESETS) {
        resets.removeFirst();
      }
      resets.addLast(stream);
      var watch = watches.get(stream);
      if (watch != null) {
        watch.fire();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Tells those whose deadline has passed.
  void check(long now) {
    watches.values().forEach(watch -> watch.check(now));
  }
}
