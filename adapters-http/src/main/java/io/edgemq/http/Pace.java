package io.edgemq.http;

import io.edgemq.http.HttpOptions.Patience;
import java.time.Duration;

/// When a client began what it is at: the request that it sends, or the end that it drags out.
/// Written by the connection's thread; [#isOverdue] may be asked by any.
final class Pace {
  /// For how long a client that was answered may stay silent, and go on sending, until its
  /// connection is closed.
  private static final Duration SILENT_END = Duration.ofMillis(500);

  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private volatile long waitingSince;
  private volatile long began;
  private volatile long lingeringSince;
  private volatile boolean http2;
  private long bytes;

  /// The client keeps a reader waiting.
  void waiting() {
    waitingSince = System.nanoTime();
  }

  /// It does no longer.
  void waited() {
    waitingSince = 0;
  }

  /// So many bytes came; answers how many the request has by now.
  long received(int count) {
    if (began == 0 || lingeringSince != 0) {
      began = System.nanoTime();
    }
    bytes += count;
    return http2 || lingeringSince != 0 ? 0 : bytes;
  }

  /// A request is done with; `more` bytes of the next one are here.
  void rest(int more) {
    began = more > 0 ? System.nanoTime() : 0;
    bytes = more;
  }

  /// Whether nothing of a request is here.
  boolean isAtRest() {
    return began == 0;
  }

  /// The connection is over once the client has seen the answer.
  void linger() {
    lingeringSince = System.nanoTime();
    began = lingeringSince;
  }

  /// From here on the connection speaks HTTP/2: it rests whenever it likes, and its streams have
  /// their own times.
  void leaveToHttp2() {
    http2 = true;
  }

  /// Whether the client keeps the server waiting for longer than it may.
  boolean isOverdue(long now, Patience patience) {
    long start = began;
    if (http2 || start == 0 || waitingSince == 0) {
      return false;
    }
    long end = lingeringSince;
    return end == 0
        ? now - start > patience.request().toNanos()
        : now - start > SILENT_END.toNanos() || now - end > LONGEST_END.toNanos();
  }
}
