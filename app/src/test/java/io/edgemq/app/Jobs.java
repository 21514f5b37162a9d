package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What comes out of the queue `jobs.fifo`, which a subscription fills. All of it is acknowledged.
final class Jobs {
  private static final String QUEUE = "/v1/queues/jobs.fifo/";

  /// Of each message of the topic, where it is in the queue.
  private final Map<Long, Set<Long>> places = new HashMap<>();

  /// The messages of each subject in the order in which they came.
  private final Map<String, List<Long>> order = new HashMap<>();

  private ApiClient client;

  private Jobs(ApiClient client) {
    this.client = client;
  }

  static Jobs of(ApiClient client) {
    return new Jobs(client);
  }

  /// Goes on over another connection, with what came so far.
  Jobs over(ApiClient other) {
    client = other;
    return this;
  }

  /// Receives once, and acknowledges. Answers which messages of the topic came.
  List<Long> takeSome(int max) throws Exception {
    var answer = client.post(QUEUE + "receive", "{\"max\":%d,\"wait_seconds\":1}".formatted(max));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var came = new ArrayList<Long>();
    for (var message : answer.json().path("messages")) {
      came.add(note(message));
    }
    if (!came.isEmpty()) {
      var receipts =
          answer.json().findValuesAsText("receipt").stream()
              .map(receipt -> '"' + receipt + '"')
              .collect(Collectors.joining(","));
      var settled = client.post(QUEUE + "settle", "{\"ack\":[" + receipts + "]}");
      assertThat(settled.status()).as(settled.text()).isEqualTo(200);
    }
    return came;
  }

  private long note(JsonNode message) {
    long id = message.path("attributes").path("mq-id").asLong();
    places.computeIfAbsent(id, _ -> new TreeSet<>()).add(message.path("sequence").asLong());
    var subject = message.path("attributes").path("mq-subject").asText();
    assertThat(message.path("group").asText()).isEqualTo(subject);
    order.computeIfAbsent(subject, _ -> new ArrayList<>()).add(id);
    return id;
  }

  /// Takes all until `count` different messages have come, and nothing more is there.
  void takeAll(int count) {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> takeSome(100).isEmpty() && places.size() >= count);
  }

  /// How many different messages of the topic came.
  int distinct() {
    return places.size();
  }

  /// Each sequence from 1 to `last` is in the queue once, and those of a subject came in order.
  void assertEachOnceAndInOrder(int last) {
    assertThat(places).hasSize(last).containsKey(1L).containsKey((long) last);
    assertThat(places.values()).allMatch(its -> its.size() == 1);
    assertThat(order.values())
        .allSatisfy(ids -> assertThat(ids.stream().distinct().toList()).isSorted());
  }
}
