package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;

/// What one request and its answer hold of a [ByteBudget]. For the thread that serves the request.
final class Holding {
  /// What is not counted: so much is any request's, and belongs to the cost of its connection.
  static final long FREE = 1 << 13;

  /// What is read is in memory twice for a moment, as it came and put together.
  static final int TWICE = 2;

  /// What a request may keep that is not counted.
  private static final long SMALL = TWICE * FREE;

  private static final long STEP = 1 << 16;
  private static final Object NOBODY = "nobody";

  private final ByteBudget budget;
  private Object owner = NOBODY;
  private long bytes;
  private long floor;

  Holding(ByteBudget budget) {
    this.budget = budget;
  }

  /// What it is a part of.
  ByteBudget budget() {
    return budget;
  }

  /// From now on it counts as that owner's.
  void belongTo(Object other) {
    if (bytes > 0) {
      budget.pass(owner, other, bytes);
    }
    owner = other;
  }

  /// So many bytes are in memory until the request is over, whatever else is held: they are counted
  /// beside everything else unless they are few, and never given back before.
  Holding keep(long reachable) {
    floor = reachable;
    return this;
  }

  private long base() {
    return floor <= SMALL ? 0 : floor;
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
    return coversInAll(base() + wanted);
  }

  /// As [#covers], for a body of so many bytes that is about to come: what came before it is
  /// counted even when it is little, so that no part of the body has to ask again.
  boolean coversBody(long wanted) {
    return coversInAll(floor + wanted);
  }

  /// As [#covers], for everything together.
  boolean coversInAll(long total) {
    if (isCovered(total)) {
      return true;
    }
    var wish = wish(total);
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
    long total = base() + wanted;
    if (isCovered(total)) {
      return true;
    }
    var wish = wish(total);
    boolean taken = budget.takeNow(wish);
    bytes += taken ? wish.more() : 0;
    return taken;
  }

  private boolean isCovered(long total) {
    return total <= FREE || total <= bytes;
  }

  /// In steps, so that a body that comes in small pieces does not ask for each of them.
  private ByteBudget.Wish wish(long total) {
    long rounded = Math.ceilDiv(total, STEP) * STEP;
    return new ByteBudget.Wish(owner, bytes, rounded - bytes);
  }

  /// Holds no more than so many bytes, and what the request keeps.
  void shrinkTo(long enough) {
    long total = base() + enough;
    long kept = total <= FREE ? 0 : total;
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
    floor = 0;
    shrinkTo(0);
    owner = NOBODY;
  }
}
