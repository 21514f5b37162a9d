package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three adapters over one cluster that share the lanes of subscriptions.
@Tag("slow")
final class PushLanesTest {
  private static final int SUBSCRIPTIONS = 300;
  private static final int LANES = 8;
  private static final int IN_FLIGHT = 16;
  private static final Duration TAKEN_OVER = Duration.ofSeconds(10);
  private static final String DELIVERIES = "edgemq_push_deliveries{";

  @TempDir private Path directory;

  private PushCluster cluster;
  private PushSink sink;

  @BeforeEach
  void start() throws Exception {
    cluster = new PushCluster(directory);
    sink = new PushSink();
  }

  @AfterEach
  void stop() {
    sink.close();
    cluster.close();
  }

  /// Who got the message with that sequence.
  private Set<String> reached(long sequence) {
    return sink.received().stream()
        .filter(came -> came.sequence() == sequence)
        .map(came -> came.header("X-Subscription"))
        .collect(Collectors.toSet());
  }

  private Set<Long> sequences() {
    return sink.received().stream().map(PushSink.Received::sequence).collect(Collectors.toSet());
  }

  private List<Double> figures(List<ApiClient> clients, String series) throws Exception {
    var figures = new ArrayList<Double>();
    for (var client : clients) {
      figures.add(PushCluster.figure(client, series));
    }
    return figures;
  }

  private void awaitOwned(List<ApiClient> clients, int lanes) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                figures(clients, DELIVERIES).stream().mapToDouble(n -> n).sum() == lanes
                    && figures(clients, DELIVERIES).stream().allMatch(n -> n <= lanes / 2.0));
  }

  @Test
  void three_hundred_subscriptions_go_on_within_ten_seconds_when_an_adapter_is_killed()
      throws Exception {
    try (var one = cluster.adapter("one");
        var two = cluster.adapter("two");
        var three = cluster.adapter("three");
        var first = cluster.client(one);
        var second = cluster.client(two);
        var third = cluster.client(three)) {
      first.post("/v1/topics", "{\"name\":\"orders\"}");
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        var unused =
            PushCluster.subscribe(
                second, "s" + i, sink, ",\"headers\":{\"X-Subscription\":\"s%d\"}".formatted(i));
      }
      awaitOwned(List.of(first, second, third), SUBSCRIPTIONS);
      PushCluster.publish(second, 1, 1);
      await().atMost(Duration.ofSeconds(20)).until(() -> reached(1).size() == SUBSCRIPTIONS);

      one.kill();
      PushCluster.publish(second, 1, 1);

      await().atMost(TAKEN_OVER).until(() -> reached(2).size() == SUBSCRIPTIONS);
    }
  }

  @Test
  void lanes_of_one_subscription_are_shared_and_a_killed_owner_repeats_its_share_at_most()
      throws Exception {
    try (var one = cluster.adapter("one");
        var two = cluster.adapter("two");
        var client = cluster.client(two)) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var id =
          PushCluster.subscribe(
              client,
              "s",
              sink,
              ",\"lanes\":%d,\"max_in_flight\":%d,\"ordering\":\"subject\""
                  .formatted(LANES, IN_FLIGHT));
      PushCluster.publish(client, 2_000, 50);
      await().atMost(Duration.ofMinutes(1)).until(() -> sequences().size() > 500);

      try (var three = cluster.adapter("three");
          var joined = cluster.client(three)) {
        await().atMost(TAKEN_OVER).until(() -> PushCluster.figure(joined, DELIVERIES) > 0);
        PushCluster.publish(client, 2_000, 50);
        awaitSettled(client, id);
        assertThat(sequences()).hasSize(4_000);
        // a handover repeats what is in flight at most, and here it waits until nothing is
        assertThat(sink.count()).isBetween(4_000, 4_000 + IN_FLIGHT);
        assertThat(PushCluster.figure(joined, "edgemq_push_attempts_total{")).isPositive();
        assertOrder(sink.received());

        int before = sink.count();
        PushCluster.publish(client, 2_000, 50);
        await().atMost(Duration.ofMinutes(1)).until(() -> sink.count() > before + 500);
        one.kill();
        awaitSettled(client, id);
      }
      assertThat(sequences()).hasSize(6_000);
      assertThat(sink.count()).isBetween(6_000, 6_000 + 2 * IN_FLIGHT);
    }
  }

  private static void awaitSettled(ApiClient client, String id) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> client.get("/v1/subscriptions/" + id).json().path("lag").asLong(-1) == 0);
  }

  /// Of each subject the messages came in order, repetitions left out.
  private static void assertOrder(List<PushSink.Received> received) {
    var last = new HashMap<String, Long>();
    var seen = new HashSet<Long>();
    for (var came : received) {
      if (seen.add(came.sequence())) {
        long before = last.getOrDefault(came.header("X-MQ-Subject"), 0L);
        assertThat(came.sequence()).isGreaterThan(before);
        last.put(came.header("X-MQ-Subject"), came.sequence());
      }
    }
  }

  @Test
  void limits_hold_in_sum_over_the_adapters() throws Exception {
    try (var one = cluster.adapter("one");
        var two = cluster.adapter("two");
        var three = cluster.adapter("three");
        var client = cluster.client(one);
        var others = cluster.client(two);
        var third = cluster.client(three)) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var unused =
          PushCluster.subscribe(
              client,
              "s",
              sink,
              ",\"lanes\":%d,\"max_in_flight\":%d,\"rate_per_second\":80".formatted(LANES, LANES));
      awaitOwned(List.of(client, others, third), LANES);
      PushCluster.publish(client, 800, 200);

      await().atMost(Duration.ofSeconds(40)).until(() -> sequences().size() == 800);

      assertThat(sink.mostAtOnce()).isLessThanOrEqualTo(LANES);
      assertThat(busiestSeconds(sink.times(), 5)).isLessThanOrEqualTo(5 * 80 + 80);
      assertThat(figures(List.of(client, others, third), "edgemq_push_attempts_total{"))
          .allMatch(n -> n > 0);
    }
  }

  /// The most requests within `seconds`.
  private static int busiestSeconds(List<Long> nanos, int seconds) {
    return IntStream.range(0, nanos.size())
        .map(
            i ->
                (int)
                    nanos.stream()
                        .skip(i)
                        .takeWhile(at -> at - nanos.get(i) < seconds * 1_000_000_000L)
                        .count())
        .max()
        .orElse(0);
  }
}
