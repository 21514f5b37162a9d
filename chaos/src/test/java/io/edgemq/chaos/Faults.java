package io.edgemq.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Breaks one machine of a group at a time, at random moments and for random times.
final class Faults {
  private static final int SHORTEST_MILLIS = 500;
  private static final int LONGEST_MILLIS = 9_000;
  private static final int LONGEST_PEACE_MILLIS = 5_000;

  private final List<Victim> victims;
  private final Recovery recovery;
  private final Random random;
  private final Map<String, Integer> done = new ConcurrentSkipListMap<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /// @param recovery waits until the next fault is allowed
  Faults(List<Victim> victims, Recovery recovery, Random random) {
    this.victims = List.copyOf(victims);
    this.recovery = recovery;
    this.random = random;
  }

  /// Returns once the broken machine works again. Throws [IllegalStateException] when it stays
  /// broken.
  interface Recovery {
    void await();
  }

  /// A way to break a machine, and to repair it.
  record Fault(String kind, Step harm, Step repair) {}

  /// One step of a fault.
  interface Step {
    void run() throws InterruptedException;
  }

  /// A machine that can be broken.
  record Victim(String name, List<Fault> faults) {}

  /// Breaks and repairs machines until it is told to end. When it returns, every machine works.
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

  /// Stops after the present fault.
  void end() {
    over.set(true);
  }

  /// The number of faults of each kind.
  Map<String, Integer> done() {
    return Map.copyOf(done);
  }
}
