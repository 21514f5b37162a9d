package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;

/// What one request and its answer hold of a [ByteBudget]. For the thread that serves the request.
final class Holding {
  /// What is not counted: so much is any request's, and belongs to the cost of its connection.
  static final long FREE = 1 << 13;

  private static final long STEP = 1 << 16;
  private static final Object NOBODY = "nobody";

  private final ByteBudget budget;
  private Object owner = NOBODY;
  private long bytes;

  Holding(ByteBudget budget) {
    this.budget = budget;
  }

  /// From now on it counts as that owner's.
  void belongTo(Object other) {
    if (bytes > 0) {
      budget.pass(owner, other, bytes);
    }
    owner = other;
  }

  /// Holds at least so many bytes. Waits for a moment if it must; throws [Fault.Overloaded] when
  /// that was in vain.
  void cover(long wanted) {
    if (!covers(wanted)) {
      throw new FaultException(new Fault.Overloaded());
    }
  }

  /// As [#cover], but false when that was in vain.
  boolean covers(long wanted) {
    if (isCovered(wanted)) {
      return true;
    }
    var wish = wish(wanted);
    try {
      boolean taken = budget.take(wish);
      bytes += taken ? wish.more() : 0;
      return taken;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("stopped while waiting for memory", stopped);
    }
  }

  /// As [#covers], but never waits.
  boolean coversNow(long wanted) {
    if (isCovered(wanted)) {
      return true;
    }
    var wish = wish(wanted);
    boolean taken = budget.takeNow(wish);
    bytes += taken ? wish.more() : 0;
    return taken;
  }

  private boolean isCovered(long wanted) {
    return wanted <= FREE || wanted <= bytes;
  }

  /// In steps, so that a body that comes in small pieces does not ask for each of them.
  private ByteBudget.Wish wish(long wanted) {
    long rounded = Math.ceilDiv(wanted, STEP) * STEP;
    return new ByteBudget.Wish(owner, bytes, rounded - bytes);
  }

  /// Holds no more than so many bytes.
  void shrinkTo(long enough) {
    long kept = enough <= FREE ? 0 : enough;
    if (bytes > kept) {
      budget.give(owner, bytes - kept);
      bytes = kept;
    }
  }

  /// Where its owner's live answers are counted.
  LiveRoom liveRoom() {
    return new LiveRoom(budget, owner);
  }

  /// Gives everything back; the next request is nobody's until it says whose it is.
  void release() {
    shrinkTo(0);
    owner = NOBODY;
  }
}
