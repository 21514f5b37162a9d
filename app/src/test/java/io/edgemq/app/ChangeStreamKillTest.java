package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills the process that forwards with SIGKILL while clients write, and looks for each write in
/// the topics. 4 times here, 20 times and with 100 000 writes to 100 buckets with
/// `-Pchange-streams`.
@Tag("slow")
@Timeout(1_800)
final class ChangeStreamKillTest {
  private static final int KILLS = Integer.getInteger("edgemq.changes.kills", 4);
  private static final int WRITES = Integer.getInteger("edgemq.changes.writes", 5_000);
  private static final int BUCKETS = Integer.getInteger("edgemq.changes.buckets", 10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration WINDOW = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private final long seed = Long.getLong("edgemq.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int behind;

  /// What happens between the end of a process and the start of the next one.
  private interface Pause {
    void run();
  }

  @Test
  void each_revision_is_told_once_in_order_whatever_is_killed_when() throws Exception {
    try (var cluster = new KvCluster(directory);
        var writers = new BucketWriters(cluster.kv(), BUCKETS)) {
      killAndCheck(cluster, writers, () -> {});
    }
  }

  @Test
  void the_same_when_the_servers_have_forgotten_what_they_saw() throws Exception {
    try (var cluster = new KvCluster(directory);
        var writers = new BucketWriters(cluster.kv(), BUCKETS);
        var admin = cluster.connect("admin")) {
      for (int i = 0; i < BUCKETS; i++) {
        shortenWindow(admin, cluster.topicStream(BucketWriters.topic(i)));
      }
      killAndCheck(cluster, writers, () -> LockSupport.parkNanos(2 * WINDOW.toNanos()));
      for (int i = 0; i < BUCKETS; i++) {
        var stream = cluster.topicStream(BucketWriters.topic(i));
        assertThat(admin.settings(stream).getDuplicateWindow()).isEqualTo(WINDOW);
      }
    }
  }

  private static void shortenWindow(NatsUser admin, String stream)
      throws IOException, JetStreamApiException {
    admin.change(
        StreamConfiguration.builder(admin.settings(stream)).duplicateWindow(WINDOW).build());
  }

  private void killAndCheck(KvCluster cluster, BucketWriters writers, Pause pause)
      throws Exception {
    int share = Math.ceilDiv(WRITES, KILLS + 1);
    for (int i = 0; i < KILLS; i++) {
      long before = writers.told();
      writers.allow(share);
      await().atMost(PATIENCE).until(() -> writers.told() > before);
      LockSupport.parkNanos(random.nextLong(1_000_000, 300_000_000));
      cluster.control().kill();
      if (writers.told() < writers.answered()) {
        behind++;
      }
      pause.run();
      cluster.control().start();
    }
    writers.allow(WRITES - KILLS * share);
    await()
        .atMost(PATIENCE)
        .until(() -> writers.answered() == WRITES || !writers.failures().isEmpty());
    assertThat(writers.failures()).isEmpty();
    await().atMost(PATIENCE).until(() -> writers.told() >= WRITES);
    System.out.printf(
        "change streams: %d writes to %d buckets, %d kills, %d of them with writes not told, seed"
            + " %d%n",
        WRITES, BUCKETS, KILLS, behind, seed);
    assertThat(writers.violations()).isEmpty();
    assertThat(behind).as("kills with writes that were not told yet").isPositive();
  }
}
