package io.edgemq.application.quota;

/// How many of something there were within the last second, to a tenth of it. For one thread at a
/// time; times are nanoseconds of one clock and never go back.
final class LastSecond {
  private static final int SLOTS = 10;
  private static final long SLOT = 1_000_000_000L / SLOTS;

  /// One more than a second has, as the oldest one lies in it only partly.
  private final long[] counts = new long[SLOTS + 1];

  private long latest;

  LastSecond(long now) {
    latest = Math.floorDiv(now, SLOT);
  }

  /// Counts `more` of them.
  void add(long now, long more) {
    advance(now);
    counts[place(latest)] += more;
  }

  /// How many there were within the second before `now`.
  long sum(long now) {
    advance(now);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long oldest = counts[place(latest + 1)];
    long outside = oldest * Math.floorMod(now, SLOT) / SLOT;
    return sum - outside;
  }

  private void advance(long now) {
    long slot = Math.floorDiv(now, SLOT);
    long steps = Math.min(slot - latest, counts.length);
    for (long i = 1; i <= steps; i++) {
      counts[place(slot - steps + i)] = 0;
    }
    latest = Math.max(latest, slot);
  }

  private int place(long slot) {
    return Math.floorMod(slot, counts.length);
  }
}
