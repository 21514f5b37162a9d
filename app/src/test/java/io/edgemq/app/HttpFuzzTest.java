package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.edgemq.domain.Limits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sends requests that no sane client would send: 20 000 here, 100 000 with `-Pfuzz`.
@Tag("slow")
final class HttpFuzzTest {
  private static final int REQUESTS = Integer.getInteger("edgemq.fuzz", 20_000);
  private static final int CONNECTIONS = 8;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void nothing_that_a_client_sends_causes_a_5xx_a_hang_or_a_leaked_thread() throws Exception {
    long seed = Long.getLong("edgemq.seed", System.nanoTime());
    System.out.printf("fuzz: %d requests, seed %d%n", REQUESTS, seed);
    try (var server = EdgeMq.start(config())) {
      server.ready();
      var key = Files.readString(directory.resolve("data/demo-key")).strip();
      try (var client =
          new ApiClient(java.net.URI.create("http://127.0.0.1:" + server.port()), key)) {
        client.post("/v1/topics", "{\"name\":\"t\"}");
        client.post("/v1/queues", "{\"name\":\"q\"}");
        int before = handlerThreads();

        fuzz(server.port(), key, seed);

        assertThat(failures).isEmpty();
        await().atMost(PATIENCE).until(() -> handlerThreads() <= before + CONNECTIONS);
        await().atMost(PATIENCE).until(() -> client.get("/v1/ready").status() == 200);
      }
    }
  }

  private ServerConfig config() {
    return new ServerConfig(
        ServerConfig.Role.ALL,
        new Storage.Sqlite(0),
        directory.resolve("data"),
        SecretSources.NONE,
        new ServerConfig.Listen("127.0.0.1", 0),
        Limits.DEFAULT,
        new ServerConfig.Load(100, 0, 32),
        Duration.ofSeconds(1),
        ServerConfig.Push.DEFAULT,
        null);
  }

  private void fuzz(int port, String key, long seed) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CONNECTIONS; i++) {
      var cases = new FuzzCases(new Random(seed + i), key);
      threads.add(Thread.ofPlatform().start(() -> fuzz(port, cases)));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private void fuzz(int port, FuzzCases cases) {
    try (var http = new RawHttp(port)) {
      for (int i = 0; i < REQUESTS / CONNECTIONS && failures.size() < 20; i++) {
        var next = cases.next();
        if (next.expectation() == FuzzCases.Expectation.NOTHING) {
          http.disconnect();
          http.send(next.bytes());
          http.disconnect();
        } else {
          judge(next, http);
        }
      }
    } catch (IOException failure) {
      failures.add("connection failed: " + failure);
    }
  }

  private void judge(FuzzCases.Case asked, RawHttp http) throws IOException {
    var request = new String(asked.bytes(), StandardCharsets.ISO_8859_1);
    var shown = request.substring(0, Math.min(300, request.length()));
    try {
      var answer = http.exchange(asked.bytes());
      if (answer.isEmpty()) {
        failures.add("no answer to: " + shown);
        return;
      }
      int status = answer.get().status();
      boolean problem =
          "application/problem+json".equals(answer.get().headers().get("content-type"));
      if (status >= 500
          || (status >= 400 && !problem)
          || (asked.expectation() == FuzzCases.Expectation.PROBLEM && status < 400)) {
        failures.add(status + " " + answer.get().body() + " to: " + shown);
      }
    } catch (java.net.SocketTimeoutException hang) {
      failures.add("a hang on: " + shown);
      http.disconnect();
    }
  }

  /// The number of virtual threads.
  private int handlerThreads() throws IOException {
    var dump = directory.resolve("threads-" + System.nanoTime() + ".json");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
    List<String> lines = Files.readAllLines(dump);
    return (int) lines.stream().filter(line -> line.contains("\"virtual\": true")).count();
  }
}
