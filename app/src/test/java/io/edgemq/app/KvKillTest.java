package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// On SQLite a write and its event are one transaction: kills a server with SIGKILL at random
/// moments while clients write to a bucket with a change stream.
@Tag("slow")
@Timeout(600)
final class KvKillTest {
  private static final int KILLS = Integer.getInteger("edgemq.kills", 3);
  private static final int CLIENTS = 8;
  private static final int KEYS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private final Map<Long, String> answered = new ConcurrentSkipListMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean over;

  @Test
  void a_write_and_its_event_are_there_both_or_not_at_all() throws Exception {
    long seed = Long.getLong("edgemq.seed", System.nanoTime());
    var random = new Random(seed);
    try (var server = new ServerProcess(directory.resolve("data"));
        var client = new ApiClient(server.uri("/"), server.key())) {
      var kv = new KvClient(client);
      kv.makeTelling("b", "changes");
      var clients = startClients(kv);

      for (int i = 0; i < KILLS; i++) {
        int before = answered.size();
        await().atMost(PATIENCE).until(() -> answered.size() > before + 100);
        LockSupport.parkNanos(random.nextLong(1_000_000, 500_000_000));
        server.killAndStart();
      }
      over = true;
      for (var each : clients) {
        each.join();
      }

      var told = Told.in(client, "changes");
      System.out.printf(
          "kv kill: %d kills, seed %d, %d answered, %d told%n",
          KILLS, seed, answered.size(), told.size());
      assertThat(told)
          .extracting(Told::revision)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, told.size()).boxed().toList());
      assertThat(bodies(told)).containsAllEntriesOf(answered);
      assertThat(newest(kv)).isEqualTo(newest(told));
    }
  }

  private List<Thread> startClients(KvClient kv) {
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> write(kv)));
    }
    return clients;
  }

  /// A call that breaks off says nothing about its effect. The next one is a new one.
  private void write(KvClient kv) {
    while (!over) {
      int one = number.getAndIncrement();
      try {
        var answer = kv.tryPut("b", "k" + one % KEYS, "v" + one);
        if (answer.status() == 200) {
          answered.put(answer.json().path("revision").asLong(), "v" + one);
        }
      } catch (IOException killed) {
        LockSupport.parkNanos(5_000_000);
      } catch (InterruptedException stop) {
        return;
      }
    }
  }

  private static Map<Long, String> bodies(List<Told> told) {
    var bodies = new HashMap<Long, String>();
    told.forEach(one -> bodies.put(one.revision(), one.body()));
    return bodies;
  }

  /// The newest revision of each key, by its events.
  private static Map<String, String> newest(List<Told> told) {
    var newest = new HashMap<String, String>();
    told.forEach(
        one ->
            newest.put(
                one.subject().substring("changes.".length()), state(one.revision(), one.body())));
    return newest;
  }

  /// The newest revision of each key, as the bucket has it.
  private static Map<String, String> newest(KvClient kv) throws IOException, InterruptedException {
    var newest = new HashMap<String, String>();
    for (int i = 0; i < KEYS; i++) {
      var answer = kv.get("b", "k" + i);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      newest.put("k" + i, state(KvClient.revision(answer), answer.text()));
    }
    return newest;
  }

  private static String state(long revision, String body) {
    return revision + ": " + body;
  }
}
