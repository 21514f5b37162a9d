package io.edgemq.server;

import io.edgemq.server.ListenOptions.Capacity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How many connections are served. Some more are accepted, so that probes are answered and others
/// are told why they are not: without them, clients would wait for an answer that never comes.
final class ConnectionLimit {
  /// How many more are accepted.
  static final int SURPLUS = 64;

  private static final Logger LOG = System.getLogger(ConnectionLimit.class.getName());
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  private final int most;
  private final LongSupplier nanoTime;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong warned;

  /// @param nanoTime as [System#nanoTime]
  ConnectionLimit(Capacity capacity, LongSupplier nanoTime) {
    this.most = capacity.connections();
    this.nanoTime = nanoTime;
    this.warned = new AtomicLong(nanoTime.getAsLong() - WARN_EVERY.toNanos());
  }

  /// There is one more; whether it is served.
  boolean enter() {
    return open.incrementAndGet() <= most;
  }

  /// There is one less.
  void leave() {
    open.decrementAndGet();
  }

  /// One was not served. It is counted, and told in the log once a minute.
  void refuse() {
    refused.incrementAndGet();
    long now = nanoTime.getAsLong();
    long last = warned.get();
    if (now - last >= WARN_EVERY.toNanos() && warned.compareAndSet(last, now)) {
      LOG.log(
          Level.WARNING,
          "connections are refused, all are in use: most={0} refused={1}."
              + " Raise the limit of open files, or find out who holds them.",
          most,
          refused.get());
    }
  }

  /// How many were not served so far.
  long refused() {
    return refused.get();
  }

  /// How many are served at most.
  int most() {
    return most;
  }
}
