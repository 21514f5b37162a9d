package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Three servers, three adapters, clients that rotate over them, and faults all the time. At most
/// one server is broken at a time, so that there is a quorum. Independently, at most one adapter is
/// broken. A run takes ten minutes, or `-Dedgemq.chaos.seconds=N`. `bin/soak chaos` runs it. Logs
/// stay in `target/chaos`.
@Tag("soak")
final class ChaosTest {
  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("edgemq.chaos.seconds", 600));

  @Test
  void no_fault_takes_back_what_was_answered() throws Exception {
    long seed = Long.getLong("edgemq.seed", System.nanoTime());
    System.out.printf("chaos: seed %d, %d s%n", seed, TIME.toSeconds());
    var random = new Random(seed);
    var directory = Files.createDirectories(Path.of("target", "chaos", Long.toString(seed)));
    try (var installation = new Installation(directory.toAbsolutePath());
        var client = installation.client()) {
      var load = new Load(client, new Random(random.nextLong()));
      load.start();

      var faults = rage(installation, random);

      load.drain();
      load.redriver().awaitEnd(load.standard());
      System.out.println(Summary.of(TIME, faults, load));
      System.out.printf(
          "chaos: %d calls were answered, %d were repeated; acknowledged late: %d%n",
          client.answered(), client.repeated(), load.standard().burials().late());
      assertThat(load.failures()).isEmpty();
      assertThat(load.violations()).isEmpty();
      assertThat(load.standard().figures().acknowledged()).isPositive();
      assertThat(load.standard().burials().rejected()).isPositive();
      assertThat(load.standard().burials().seen()).isPositive();
      assertThat(load.redriver().moved()).isPositive();
      assertThat(load.fifo().figures().acknowledged()).isPositive();
      assertThat(load.topic().figures().published()).isPositive();
    }
  }

  /// Breaks servers and adapters for the time of the run. Returns the number of faults of each
  /// kind.
  private static Map<String, Integer> rage(Installation installation, Random random)
      throws Exception {
    var cluster = installation.cluster();
    var servers =
        new Faults(
            cluster.members().stream().map(Breakage::of).toList(),
            cluster::awaitReady,
            new Random(random.nextLong()));
    var adapters =
        new Faults(
            installation.adapters().stream().map(Breakage::of).toList(),
            () -> {},
            new Random(random.nextLong()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = List.of(threads.submit(task(servers)), threads.submit(task(adapters)));
      Rotation.rest(TIME);
      servers.end();
      adapters.end();
      for (Future<?> each : running) {
        each.get(2, TimeUnit.MINUTES);
      }
    }
    var done = new TreeMap<>(servers.done());
    done.putAll(adapters.done());
    return done;
  }

  private static Callable<Boolean> task(Faults faults) {
    return () -> {
      faults.run();
      return true;
    };
  }
}
