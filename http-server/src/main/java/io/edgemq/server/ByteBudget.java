package io.edgemq.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bytes that requests and their answers hold in memory: all of them together, and those of
/// each owner. Beyond a bound a request waits for a moment and is then refused, so that no number
/// of clients ends the process (ADR 0019).
///
/// An owner, usually a tenant, may hold as much as it leaves free. So one alone gets half of the
/// budget, two get a third each, and there is always something left for the next one. A request
/// that is its owner's only one may take all that is free, and the only one of the process any
/// number of bytes: otherwise a large one could never be served.
final class ByteBudget {
  private final long total;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Map<Object, Long> held = new HashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private long used;
  private int waiting;

  /// @param total how many bytes all requests may hold together
  /// @param patience how long a request waits for its part
  ByteBudget(long total, Duration patience) {
    if (total < 1) {
      throw new IllegalArgumentException("not a number of bytes: " + total);
    }
    this.total = total;
    this.patience = patience;
  }

  /// A part of `owner`'s, to begin with.
  ///
  /// @param own what the request holds already
  /// @param more what it wants besides
  record Wish(Object owner, long own, long more) {}

  /// Takes what `wish` asks for, and waits for a moment until it may. False, and counted as a
  /// refusal, when it may not by then.
  boolean take(Wish wish) throws InterruptedException {
    return counted(tryTake(wish, patience));
  }

  /// As [#take], but never waits.
  boolean takeNow(Wish wish) {
    return counted(tryTakeNow(wish));
  }

  private boolean counted(boolean taken) {
    if (!taken) {
      refused.incrementAndGet();
    }
    return taken;
  }

  /// As [#take], but waits up to `longest`, and for who asks again: not to find room is no refusal.
  boolean tryTake(Wish wish, Duration longest) throws InterruptedException {
    long nanos = longest.toNanos();
    lock.lockInterruptibly();
    try {
      waiting++;
      while (!fits(wish) && nanos > 0) {
        nanos = freed.awaitNanos(nanos);
      }
      return addIfFits(wish);
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /// As [#tryTake], but never waits.
  boolean tryTakeNow(Wish wish) {
    lock.lock();
    try {
      return addIfFits(wish);
    } finally {
      lock.unlock();
    }
  }

  private boolean addIfFits(Wish wish) {
    boolean fits = fits(wish);
    if (fits) {
      add(wish.owner(), wish.more());
    }
    return fits;
  }

  private boolean fits(Wish wish) {
    long others = used - wish.own();
    if (others == 0) {
      return true;
    }
    long free = total - used - wish.more();
    long owners = held.getOrDefault(wish.owner(), 0L);
    return free >= 0 && (owners == wish.own() || owners + wish.more() <= free);
  }

  /// Gives back what was taken.
  void give(Object owner, long bytes) {
    lock.lock();
    try {
      add(owner, -bytes);
      if (waiting > 0) {
        freed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets what was taken for `from` count as `to`'s, whatever it holds already.
  void pass(Object from, Object to, long bytes) {
    lock.lock();
    try {
      add(from, -bytes);
      add(to, bytes);
    } finally {
      lock.unlock();
    }
  }

  private void add(Object owner, long bytes) {
    used += bytes;
    held.merge(owner, bytes, (one, other) -> one + other == 0 ? null : one + other);
  }

  /// How many bytes are held now.
  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /// How many bytes may be held.
  long total() {
    return total;
  }

  /// How many wishes were refused so far.
  long refused() {
    return refused.get();
  }
}
