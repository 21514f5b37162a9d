package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readers that come and go, over events and WebSockets, in every way in which clients go: 500 a
/// second for 20 s, and for five minutes with `-Pchurn`. They leave threads, heap and descriptors
/// as they were.
@Tag("alone")
@Tag("slow")
final class ChurnTest {
  private static final int SECONDS = Integer.getInteger("edgemq.churn.seconds", 20);
  private static final int PER_SECOND = 500;
  private static final int WARM_SECONDS = 5;
  private static final int OPEN = 50;
  private static final long SPARE_HEAP = 8 << 20;

  /// A carrier of virtual threads, or a thread of the collector, may have come.
  private static final int SPARE_THREADS = 8;

  private static final int SPARE_DESCRIPTORS = 8;
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void readers_that_come_and_go_leave_nothing_behind() throws Exception {
    try (var server =
            new ServerProcess(
                directory.resolve("data"), "-Xmx512m", "-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m");
        var client = new ApiClient(server.uri("/"), server.key())) {
      var readers = new Readers(server, server.key(), subscription(client));
      readers.churn(WARM_SECONDS);
      var before = settled(server);
      requireSeen(readers, server, before);

      double rate = readers.churn(SECONDS);

      await()
          .atMost(SETTLES_WITHIN)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(() -> requireNothingLeft(before, figures(server)));
      System.out.printf(
          "churn: %d s, %.0f a second, before %s, after %s%n",
          SECONDS, rate, before, figures(server));
    }
  }

  private static String subscription(ApiClient client) throws Exception {
    client.post("/v1/topics", "{\"name\":\"t\"}");
    var made =
        client.post(
            "/v1/subscriptions", "{\"name\":\"s\",\"topic\":\"t\",\"delivery_type\":\"sse\"}");
    return JsonMapper.builder().build().readTree(made.text()).path("id").asText();
  }

  private ProcessFigures figures(ServerProcess server) throws IOException, InterruptedException {
    return ProcessFigures.of(server, directory.resolve("threads"));
  }

  /// Once two looks in a row see as many descriptors and threads.
  private ProcessFigures settled(ServerProcess server) throws Exception {
    var last = figures(server);
    for (int i = 0; i < 20; i++) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      var next = figures(server);
      if (next.descriptors() == last.descriptors()
          && next.virtualThreads() == last.virtualThreads()) {
        return next;
      }
      last = next;
    }
    return last;
  }

  /// What stays open is seen, else what follows proves nothing.
  private void requireSeen(Readers readers, ServerProcess server, ProcessFigures before)
      throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < OPEN; i++) {
        open.add(readers.begin(i));
      }
      var with = figures(server);
      assertThat(with.descriptors()).isGreaterThanOrEqualTo(before.descriptors() + OPEN);
      assertThat(with.virtualThreads()).isGreaterThanOrEqualTo(before.virtualThreads() + OPEN);
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  private static void requireNothingLeft(ProcessFigures before, ProcessFigures after) {
    assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + SPARE_THREADS);
    assertThat(after.virtualThreads()).isLessThanOrEqualTo(before.virtualThreads() + SPARE_THREADS);
    assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + SPARE_DESCRIPTORS);
    assertThat(after.heapBytes()).isLessThanOrEqualTo(before.heapBytes() + SPARE_HEAP);
  }

  /// Those who come and go.
  private record Readers(ServerProcess server, String key, String subscription) {
    Socket begin(int number) throws IOException {
      return Visit.number(number).begin(server, key, subscription);
    }

    /// Answers how many came and went a second.
    double churn(int seconds) throws Exception {
      long start = System.nanoTime();
      var visits = new ArrayList<Future<?>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        for (int i = 0; i < seconds * PER_SECOND; i++) {
          long due = start + i * interval;
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
          }
          int number = i;
          visits.add(threads.submit(() -> visit(number)));
        }
      }
      double rate = visits.size() / ((System.nanoTime() - start) / 1e9);
      visits.forEach(Future::resultNow);
      return rate;
    }

    private Void visit(int number) throws IOException {
      var visit = Visit.number(number);
      visit.end(visit.begin(server, key, subscription));
      return null;
    }
  }
}
