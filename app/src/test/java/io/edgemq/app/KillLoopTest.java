package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a server with SIGKILL at random moments while clients publish, send, receive and
/// acknowledge, and checks that it keeps everything that it answered. 3 times here, 100 times with
/// `-Pkill-loop`.
@Tag("slow")
final class KillLoopTest {
  private static final int KILLS = Integer.getInteger("edgemq.kills", 3);
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private final Ledger ledger = new Ledger();
  private final AtomicLong number = new AtomicLong();
  private volatile boolean over;

  @Test
  void a_kill_takes_back_nothing_that_was_answered() throws Exception {
    long seed = Long.getLong("edgemq.seed", System.nanoTime());
    var random = new Random(seed);
    Map<Long, String> log;
    try (var server = new ServerProcess(directory.resolve("data"));
        var client = new ApiClient(server.uri("/"), server.key())) {
      client.post("/v1/topics", "{\"name\":\"t\"}");
      client.post("/v1/queues", "{\"name\":\"q\",\"visibility_timeout_seconds\":1}");
      var clients = startClients(client);

      for (int i = 0; i < KILLS; i++) {
        awaitProgress();
        LockSupport.parkNanos(random.nextLong(20_000_000, 1_000_000_000));
        server.killAndStart();
      }

      over = true;
      for (var each : clients) {
        each.join();
      }
      drain(client);
      log = readLog(client);
    }
    System.out.printf("kill loop: %d kills, seed %d, %s%n", KILLS, seed, ledger.summary());
    assertThat(ledger.violations(log)).isEmpty();
    assertThat(ledger.isTelling()).isTrue();
  }

  /// Returns once a message was published, another sent, and another acknowledged since the call.
  private void awaitProgress() {
    var before = ledger.counts();
    await().atMost(PATIENCE).until(() -> ledger.counts().isBeyond(before));
  }

  private List<Thread> startClients(ApiClient client) {
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> repeat(() -> publish(client))));
      clients.add(Thread.ofVirtual().start(() -> repeat(() -> send(client))));
      clients.add(Thread.ofVirtual().start(() -> repeat(() -> work(client))));
    }
    return clients;
  }

  private interface Turn {
    void run() throws IOException, InterruptedException;
  }

  /// A call that breaks off says nothing about its effect. The next call is a new one.
  private void repeat(Turn turn) {
    while (!over) {
      try {
        turn.run();
      } catch (IOException killed) {
        LockSupport.parkNanos(5_000_000);
      } catch (InterruptedException stop) {
        return;
      }
    }
  }

  private void publish(ApiClient client) throws IOException, InterruptedException {
    var body = "p" + number.incrementAndGet();
    var answer = client.post("/v1/topics/t/messages", body);
    if (answer.status() == 201) {
      ledger.published(answer.json().get("sequence").asLong(), body);
    }
  }

  private void send(ApiClient client) throws IOException, InterruptedException {
    var body = "s" + number.incrementAndGet();
    var answer = client.post("/v1/queues/q/messages", body);
    if (answer.status() == 201) {
      ledger.sent(answer.json().get("sequence").asLong(), body);
    }
  }

  private void work(ApiClient client) throws IOException, InterruptedException {
    for (var message : receive(client, "{\"max\":10,\"wait_seconds\":1}")) {
      long sequence = message.get("sequence").asLong();
      ledger.acknowledging(sequence);
      var answer = client.delete("/v1/queues/q/messages/" + message.get("receipt").asText());
      if (answer.status() == 204) {
        ledger.acknowledged(sequence);
      }
    }
  }

  private JsonNode receive(ApiClient client, String how) throws IOException, InterruptedException {
    long since = System.nanoTime();
    var answer = client.post("/v1/queues/q/receive?body=text", how);
    if (answer.status() != 200) {
      throw new IOException("a receive was answered with " + answer.text());
    }
    var messages = answer.json().get("messages");
    for (var message : messages) {
      ledger.received(message.get("sequence").asLong(), message.get("body").asText(), since);
    }
    return messages;
  }

  /// Receives the remaining messages. Leases of clients that were cut off end after a second. So an
  /// empty receive that waited longer shows that no message is left.
  private void drain(ApiClient client) throws IOException, InterruptedException {
    JsonNode messages;
    do {
      messages = receive(client, "{\"max\":100,\"wait_seconds\":3,\"visibility_seconds\":600}");
      messages.forEach(message -> ledger.left(message.get("sequence").asLong()));
    } while (!messages.isEmpty());
  }

  private static Map<Long, String> readLog(ApiClient client)
      throws IOException, InterruptedException {
    var log = new TreeMap<Long, String>();
    long from = 1;
    long last;
    do {
      var page = client.get("/v1/topics/t/messages?body=text&limit=1000&from=" + from).json();
      page.get("messages")
          .forEach(m -> log.put(m.get("sequence").asLong(), m.get("body").asText()));
      from = page.get("next_from").asLong();
      last = page.get("last_sequence").asLong();
    } while (from <= last);
    return log;
  }
}
