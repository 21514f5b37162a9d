package io.edgemq.nats.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// When one of several adapters that append to a ledger may try next. An append counts only when
/// nothing was appended meanwhile, so an adapter with a longer way to the servers would always lose
/// to a busy one that is nearer. Who loses waits for a random time, longer after each loss. Who
/// loses several times in a row asks for a turn: the others hold back until it has appended, or for
/// a bounded time. For one thread; times are those of [System#nanoTime].
final class Turns {
  /// About the time of an append near the servers.
  private static final long FIRST_NANOS = Duration.ofMillis(2).toNanos();

  /// How long others hold back: an append from far away takes less.
  static final Duration HOLD = Duration.ofMillis(250);

  /// After how many losses a writer asks for a turn, and then again.
  private static final int PATIENCE = 3;

  private final RandomGenerator random;
  private final long longestNanos;
  private int losses;
  private long waitsUntil = System.nanoTime();
  private long holdsUntil = waitsUntil;
  private long holdsFor;

  /// @param longest the bound of a wait: a small part of a call's time
  Turns(RandomGenerator random, Duration longest) {
    this.random = random;
    this.longestNanos = Math.min(longest.toNanos(), HOLD.toNanos());
  }

  /// An append lost its turn at `now`. Returns whether it is time to ask for one.
  boolean lost(long now) {
    losses++;
    long most = Math.min(longestNanos, FIRST_NANOS << Math.min(losses, 20));
    waitsUntil = now + random.nextLong(most + 1);
    return losses % PATIENCE == 0;
  }

  /// An append was stored.
  void won() {
    losses = 0;
  }

  /// This writer's request arrived: all others hold back now.
  void granted(long now) {
    waitsUntil = now;
  }

  /// Another writer asks for the next turn.
  void makeWay(long writer, long now) {
    if (nanosToHold(now) == 0) { // who asked first has the first turn
      holdsFor = writer;
      holdsUntil = now + Math.min(longestNanos, HOLD.toNanos());
    }
  }

  /// Another writer appended.
  void appended(long writer, long now) {
    if (writer == holdsFor) {
      holdsUntil = now;
    }
  }

  /// How long to wait before the next append.
  long nanosToWait(long now) {
    return Math.max(nanosToHold(now), Math.max(0, waitsUntil - now));
  }

  private long nanosToHold(long now) {
    return Math.max(0, holdsUntil - now);
  }
}
