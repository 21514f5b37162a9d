package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.app.ApiClient.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An adapter is paused while it has work left for a queue, and resumes when a new queue has that
/// name. Its remaining work must not change the new queue.
@Tag("cluster")
@Timeout(180)
final class PausedAdapterTest {
  private static final int ROUNDS = 2;
  private static final int OLD = 100;
  private static final int NEW = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// Time within which an adapter sweeps a quiet queue, and a little more.
  private static final Duration SWEPT = Duration.ofMillis(1_500);

  @TempDir private Path directory;

  @Test
  void a_recreated_queue_keeps_its_messages() throws Exception {
    try (var installation = new Installation(directory)) {
      var paused = installation.adapters().get(1);
      try (var awake = installation.client(installation.adapters().get(0));
          var sleeper = installation.client(paused)) {
        for (int round = 0; round < ROUNDS; round++) {
          var queue = "/v1/queues/q" + round;
          create(awake, "q" + round);
          acknowledgeAll(sleeper, queue);

          paused.stop();
          try {
            assertThat(awake.once(queue, HttpRequest.Builder::DELETE).status()).isEqualTo(204);
            create(awake, "q" + round);
            for (int i = 0; i < NEW; i++) {
              post(awake, queue + "/messages", "new" + i);
            }
            Rotation.rest(SWEPT);
          } finally {
            paused.proceed();
          }
          Rotation.rest(SWEPT);

          assertThat(receiveAll(sleeper, queue)).hasSize(NEW);
        }
      }
    }
  }

  private static JsonNode post(Rotation client, String path, String body) throws Exception {
    Answer answer = client.until(PATIENCE, path, Rotation.body(body));
    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
    return answer.json();
  }

  private static void create(Rotation client, String name) throws Exception {
    var unused = post(client, "/v1/queues", "{\"name\":\"%s\"}".formatted(name));
  }

  /// Sends some messages and acknowledges them. They are not swept yet when this returns.
  private static void acknowledgeAll(Rotation client, String queue) throws Exception {
    var batch = String.join(",", Collections.nCopies(OLD, "{\"body\":\"old\"}"));
    post(client, queue + "/messages/batch", "{\"messages\":[" + batch + "]}");
    var receipts = new ArrayList<String>();
    while (receipts.size() < OLD) {
      var received = post(client, queue + "/receive", "{\"max\":100,\"wait_seconds\":1}");
      received.get("messages").forEach(message -> receipts.add(message.get("receipt").asText()));
    }
    Rotation.rest(SWEPT);
    acknowledge(client, queue, receipts.subList(0, 1)); // is swept at once
    acknowledge(client, queue, receipts.subList(1, OLD)); // when the queue has been quiet
  }

  private static void acknowledge(Rotation client, String queue, List<String> receipts)
      throws Exception {
    var list = receipts.stream().map(receipt -> "\"" + receipt + "\"");
    var body = "{\"ack\":[" + list.collect(Collectors.joining(",")) + "]}";
    var unused = post(client, queue + "/settle", body);
  }

  private static Set<String> receiveAll(Rotation client, String queue) throws Exception {
    var bodies = new HashSet<String>();
    long begin = System.nanoTime();
    while (bodies.size() < NEW && System.nanoTime() - begin < PATIENCE.toNanos()) {
      var received = post(client, queue + "/receive?body=text", "{\"max\":100,\"wait_seconds\":2}");
      received.get("messages").forEach(message -> bodies.add(message.get("body").asText()));
    }
    return bodies;
  }
}
