package io.edgemq.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Breaks one of a group of machines at a time, at random moments, for a random while.
final class Faults {
  private static final int SHORTEST_MILLIS = 500;
  private static final int LONGEST_MILLIS = 9_000;
  private static final int LONGEST_PEACE_MILLIS = 5_000;

  private final List<Victim> victims;
  private final Recovery recovery;
  private final Random random;
  private final Map<String, Integer> done = new ConcurrentSkipListMap<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /// @param recovery how to wait until the next fault may come
  Faults(List<Victim> victims, Recovery recovery, Random random) {
    this.victims = List.copyOf(victims);
    this.recovery = recovery;
    this.random = random;
  }

  /// Returns once what was broken is whole again. Throws [IllegalStateException] when it stays
  /// broken.
  interface Recovery {
    void await();
  }

  /// A way to break a machine, and the way back.
  record Fault(String kind, Step harm, Step repair) {}

  /// One step of a fault.
  interface Step {
    void run() throws InterruptedException;
  }

  /// Something that can be broken.
  record Victim(String name, List<Fault> faults) {}

  /// Breaks and repairs until it is told to end; everything is whole when it returns.
  void run() throws InterruptedException {
    while (!over.get()) {
      var victim = victims.get(random.nextInt(victims.size()));
      var fault = victim.faults().get(random.nextInt(victim.faults().size()));
      long millis = random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS);
      System.out.printf(
          "chaos: %tT.%<tL %s: %s for %d ms%n",
          System.currentTimeMillis(), victim.name(), fault.kind(), millis);
      fault.harm().run();
      try {
        Rotation.rest(Duration.ofMillis(millis));
      } finally {
        fault.repair().run();
      }
      recovery.await();
      done.merge(fault.kind(), 1, Integer::sum);
      Rotation.rest(Duration.ofMillis(random.nextLong(SHORTEST_MILLIS, LONGEST_PEACE_MILLIS)));
    }
  }

  /// No new fault after the present one.
  void end() {
    over.set(true);
  }

  /// How many faults there were of each kind.
  Map<String, Integer> done() {
    return Map.copyOf(done);
  }
}
