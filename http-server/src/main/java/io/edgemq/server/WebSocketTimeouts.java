package io.edgemq.server;

import java.util.function.LongSupplier;

/// Since when the client of a WebSocket is silent or has to answer a close frame, and whether that
/// is too long. Written by the threads that read and write; [#isPingDue] and [#isOver] are asked by
/// one other.
final class WebSocketTimeouts {
  private final WebSocketOptions.Times times;
  private final LongSupplier nanoTime;
  private volatile long silentSince;
  private volatile long endingSince;
  private long pinged;

  /// @param nanoTime as [System#nanoTime]; never 0
  WebSocketTimeouts(WebSocketOptions.Times times, LongSupplier nanoTime) {
    this.times = times;
    this.nanoTime = nanoTime;
  }

  /// From now on a reader waits for the client. While none does, the client's silence is not its
  /// own: what it sends is not looked at.
  void silent() {
    silentSince = nanoTime.getAsLong();
  }

  /// The client has sent something.
  void heard() {
    silentSince = 0;
  }

  /// Nothing but a close frame is expected any more. The first call counts.
  void ending() {
    if (endingSince == 0) {
      endingSince = nanoTime.getAsLong();
    }
  }

  /// Whether the client is to be asked now whether it is there. True once for each time.
  boolean isPingDue(long now) {
    long since = silentSince;
    if (since == 0 || endingSince != 0) {
      return false;
    }
    long ping = times.ping().toNanos();
    boolean due = now - since >= ping && (pinged == 0 || now - pinged >= ping);
    if (due) {
      pinged = now;
    }
    return due;
  }

  /// Whether the client was silent for too long, or has not closed in time.
  boolean isOver(long now) {
    long since = silentSince;
    long ending = endingSince;
    return (since != 0 && now - since >= times.silence().toNanos())
        || (ending != 0 && now - ending >= times.closing().toNanos());
  }
}
