package io.edgemq.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The receivers that wait for messages of one queue. As many are woken as messages became visible.
/// Only the first in line watches the clock, for leases and delays that end; it is told when one is
/// to end sooner than the others. Waiting costs nothing.
final class Waiters {
  private final Deque<Waiter> line = new ArrayDeque<>();
  private long version;

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean called;
  }

  /// How often something has become visible; read it before looking for messages.
  synchronized long version() {
    return version;
  }

  /// Tells that `count` messages have become visible.
  synchronized void arrived(int count) {
    version++;
    for (int i = 0; i < count && !line.isEmpty(); i++) {
      wake(line.remove());
    }
  }

  /// Tells that there may be more messages: wakes one receiver.
  synchronized void more() {
    if (!line.isEmpty()) {
      wake(line.remove());
    }
  }

  /// Tells that time may make something visible sooner than the first in line expects.
  synchronized void dueChanged() {
    if (!line.isEmpty()) {
      LockSupport.unpark(line.element().thread);
    }
  }

  /// Wakes all: there is nothing to wait for any more.
  synchronized void end() {
    arrived(Integer.MAX_VALUE);
  }

  private void wake(Waiter waiter) {
    boolean wasFirst = line.isEmpty();
    waiter.called = true;
    LockSupport.unpark(waiter.thread);
    if (!wasFirst) {
      LockSupport.unpark(line.element().thread);
    }
  }

  /// Waits until something becomes visible, which [#version] then tells apart from `seen`, or the
  /// milliseconds of `due` (asked again after each wake) have passed for the first in line, or
  /// `deadline` ([System#nanoTime]) has passed. An interrupt passes a call on to the next in line.
  void await(long seen, long deadline, LongSupplier due) throws InterruptedException {
    var me = new Waiter();
    synchronized (this) {
      if (version != seen) {
        return;
      }
      line.add(me);
    }
    try {
      while (!me.called) {
        long left = Math.min(deadline - System.nanoTime(), untilDue(me, due));
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (InterruptedException e) {
      passOn(me);
      throw e;
    } finally {
      leave(me);
    }
  }

  private long untilDue(Waiter me, LongSupplier due) {
    synchronized (this) {
      if (line.peek() != me) {
        return Long.MAX_VALUE;
      }
    }
    return TimeUnit.MILLISECONDS.toNanos(Math.max(0, due.getAsLong()));
  }

  private synchronized void passOn(Waiter me) {
    if (me.called) {
      more();
    }
  }

  private synchronized void leave(Waiter me) {
    boolean first = line.peek() == me;
    line.remove(me);
    if (first && !line.isEmpty()) {
      LockSupport.unpark(line.element().thread);
    }
  }
}
