package io.edgemq.sqlite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The latest messages of a topic, or entries of a bucket, kept in memory while somebody follows
/// it. A follower that keeps
/// up reads them here and never asks the database. Each commit wakes the followers that wait for
/// more.
///
/// @param <T> the messages; they have sequences without holes
final class LiveMessages<T> {
  private static final int MOST_MESSAGES = 4096;
  private static final long MOST_BYTES = 4L << 20;
  private static final long MOST_BYTES_IN_ALL = 32L << 20;

  /// What one message takes beside its payload, roughly.
  private static final long OVERHEAD = 200;

  private final Deque<T> latest = new ArrayDeque<>();
  private final List<Thread> waiting = new ArrayList<>();
  private final AtomicLong bytesInAll;
  private final Measure<T> measure;
  private long bytes;
  private long version;
  private volatile int followers;

  /// @param bytesInAll what all topics of a store keep in memory; a topic keeps less when it is
  /// much
  LiveMessages(AtomicLong bytesInAll, Measure<T> measure) {
    this.bytesInAll = bytesInAll;
    this.measure = measure;
  }

  /// What has to be known of a message.
  interface Measure<T> {
    long sequence(T message);

    /// How large its payload is.
    long bytes(T message);
  }

  /// How often something was published; read it before looking for messages.
  synchronized long version() {
    return version;
  }

  synchronized void join() {
    followers++;
  }

  synchronized void leave() {
    followers--;
    if (followers == 0) {
      forget();
    }
  }

  /// Whether anybody would read what is published.
  boolean hasFollowers() {
    return followers > 0;
  }

  private void forget() {
    latest.clear();
    bytesInAll.addAndGet(-bytes);
    bytes = 0;
  }

  /// Adds what was committed; `last` is the log's last sequence now. When somebody began to follow
  /// halfway through a commit, `messages` are not all of it, and nothing is kept.
  synchronized void publish(List<T> messages, long last) {
    if (!messages.isEmpty() && measure.sequence(messages.getLast()) == last) {
      add(messages);
    } else {
      forget();
    }
    wake();
  }

  private void add(List<T> messages) {
    for (var message : messages) {
      if (!latest.isEmpty()
          && measure.sequence(latest.getLast()) + 1 != measure.sequence(message)) {
        forget();
      }
      latest.add(message);
      grow(size(message));
    }
    while (!latest.isEmpty() && isTooMuch()) {
      grow(-size(latest.remove()));
    }
  }

  private boolean isTooMuch() {
    return latest.size() > MOST_MESSAGES
        || bytes > MOST_BYTES
        || bytesInAll.get() > MOST_BYTES_IN_ALL;
  }

  private void grow(long more) {
    bytes += more;
    bytesInAll.addAndGet(more);
  }

  private long size(T message) {
    return OVERHEAD + measure.bytes(message);
  }

  /// Up to `max` messages from sequence `from` on; none when the first of them is not here.
  synchronized List<T> read(long from, int max) {
    if (latest.isEmpty() || from < measure.sequence(latest.element())) {
      return List.of();
    }
    int available = Math.toIntExact(Math.max(0, measure.sequence(latest.getLast()) - from + 1));
    int wanted = Math.min(max, available);
    var found = new ArrayList<T>(wanted);
    var backwards = latest.descendingIterator();
    // Those who keep up are near the end, so walk from there.
    for (int skip = available - wanted; skip > 0; skip--) {
      backwards.next();
    }
    for (int i = 0; i < wanted; i++) {
      found.add(backwards.next());
    }
    return found.reversed();
  }

  /// Wakes all who wait.
  synchronized void wake() {
    version++;
    waiting.forEach(LockSupport::unpark);
    waiting.clear();
  }

  /// The topic is gone.
  synchronized void end() {
    forget();
    wake();
  }

  /// Waits until something was published, which [#version] then tells apart from `seen`, or
  /// `deadline` ([System#nanoTime]) has passed.
  void await(long seen, long deadline) throws InterruptedException {
    var me = Thread.currentThread();
    synchronized (this) {
      if (version != seen) {
        return;
      }
      waiting.add(me);
    }
    try {
      while (version() == seen) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      synchronized (this) {
        waiting.remove(me);
      }
    }
  }
}
