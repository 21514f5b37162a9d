package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// Publishes one message after the other at a steady rate and remembers when each was sent. It is
/// the only publisher of its topic, so that it knows the sequence of each before it is answered.
final class PacedPublisher implements Runnable {
  /// More than any run publishes.
  private static final int MOST = 1 << 20;

  private final int port;
  private final byte[] request;
  private final long interval;
  private final AtomicLongArray sent = new AtomicLongArray(MOST);
  private volatile long last;
  private volatile boolean stopped;

  PacedPublisher(int port, Post post, int bytes, int perSecond) {
    this.port = port;
    this.request =
        Requests.post(
            post.path(), post.token(), "application/octet-stream", Requests.payload(bytes));
    this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  @Override
  public void run() {
    try (var link = Link.to(port)) {
      long due = System.nanoTime();
      for (int sequence = 1; !stopped; sequence++, due = next(due)) {
        while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
        sent.set(sequence, System.nanoTime());
        link.exchange(request);
        last = sequence;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// What was missed is not made up for: a rate that falls is seen as such.
  private long next(long due) {
    return Math.max(due + interval, System.nanoTime());
  }

  /// The sequence of the last message that was answered; 0 when none was.
  long last() {
    return last;
  }

  /// When the message was sent ([System#nanoTime]).
  long sentAt(long sequence) {
    return sent.get((int) sequence);
  }

  void stop() {
    stopped = true;
  }
}
