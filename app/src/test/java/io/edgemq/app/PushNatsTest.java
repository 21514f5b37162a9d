package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two adapters over one cluster that share the work of pushing.
@Tag("slow")
final class PushNatsTest {
  private static final int IN_FLIGHT = 16;
  private static final int MESSAGES = 10_000;

  /// The exit status of a JVM that SIGTERM has ended.
  private static final int SIGTERM = 143;

  @TempDir private Path directory;

  private PushCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new PushCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ServerProcess adapter(String name) throws Exception {
    return cluster.adapter(name);
  }

  private static String subscribe(ApiClient client, String name, PushSink sink) throws Exception {
    return PushCluster.subscribe(client, name, sink, ",\"max_in_flight\":" + IN_FLIGHT);
  }

  private static void publish(ApiClient client, int messages) throws Exception {
    PushCluster.publish(client, messages, messages);
  }

  /// How many messages all subscriptions are behind.
  private static long lags(ApiClient client) throws Exception {
    long sum = 0;
    for (var each : client.get("/v1/subscriptions").json().path("subscriptions")) {
      sum +=
          client.get("/v1/subscriptions/" + each.path("id").asText()).json().path("lag").asLong();
    }
    return sum;
  }

  private static long distinct(PushSink sink) {
    return sink.received().stream().mapToLong(PushSink.Received::sequence).distinct().count();
  }

  private static int repeated(PushSink sink) {
    var times = new HashMap<Long, Integer>();
    sink.received().forEach(came -> times.merge(came.sequence(), 1, Integer::sum));
    return times.values().stream().mapToInt(n -> n - 1).sum();
  }

  @Test
  void when_an_adapter_is_killed_the_other_goes_on_and_repeats_what_was_in_flight_at_most()
      throws Exception {
    try (var one = adapter("one");
        var other = adapter("other");
        var client = cluster.client(other);
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      // with so many, each adapter has some
      for (int i = 0; i < 8; i++) {
        var unused = subscribe(client, "idle" + i, sink);
      }
      var before = sink.count();
      publish(client, MESSAGES);
      await().atMost(Duration.ofMinutes(1)).until(() -> sink.count() > before + MESSAGES);

      one.kill();

      await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(lags(client)).isZero());
      assertThat(distinct(sink)).isEqualTo(MESSAGES);
      assertThat(sink.count()).isBetween(8 * MESSAGES, 8 * MESSAGES + 8 * IN_FLIGHT);
    }
  }

  @Test
  void the_other_adapter_goes_on_within_ten_seconds_and_at_once_after_a_drain() throws Exception {
    try (var one = adapter("one");
        var sink = new PushSink();
        var first = cluster.client(one)) {
      first.post("/v1/topics", "{\"name\":\"orders\"}");
      var unused = subscribe(first, "s", sink);
      publish(first, 100);
      await().atMost(Duration.ofSeconds(20)).until(() -> distinct(sink) == 100);
      try (var other = adapter("other");
          var second = cluster.client(other)) {
        one.kill();
        publish(second, 100);
        await().atMost(Duration.ofSeconds(10)).until(() -> distinct(sink) == 200);

        try (var third = adapter("third");
            var client = cluster.client(third)) {
          assertThat(other.terminate()).isEqualTo(SIGTERM);
          publish(client, 100);
          await().atMost(Duration.ofSeconds(5)).until(() -> distinct(sink) == 300);
        }
      }
      assertThat(repeated(sink)).isLessThanOrEqualTo(2 * IN_FLIGHT);
    }
  }

  @Test
  void many_subscriptions_are_shared_by_the_adapters() throws Exception {
    try (var one = adapter("one");
        var other = adapter("other");
        var client = cluster.client(one);
        var sink = new PushSink()) {
      var ids = new ArrayList<String>();
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      for (int i = 0; i < 12; i++) {
        ids.add(subscribe(client, "s" + i, sink));
      }
      publish(client, 100);
      await().atMost(Duration.ofSeconds(30)).until(() -> sink.count() >= 1_200);

      for (var each : List.of(one, other)) {
        try (var asked = cluster.client(each)) {
          assertThat(asked.get("/metrics").text())
              .containsPattern("edgemq_push_deliveries\\{breaker=\"closed\"\\} [1-9]");
          for (var id : ids) {
            var path = "/v1/subscriptions/" + id + "/attempts?limit=1000";
            await().until(() -> asked.get(path).json().path("attempts").size() >= 100);
          }
        }
      }
    }
  }
}
