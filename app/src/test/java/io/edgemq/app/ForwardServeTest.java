package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that puts the messages of a topic into a queue.
final class ForwardServeTest {
  private static final int MESSAGES = 2_000;
  private static final int SUBJECTS = 10;

  @TempDir private Path directory;

  private ServerProcess serve() {
    return new ServerProcess(directory.resolve("data"));
  }

  private ApiClient client(ServerProcess server) throws Exception {
    return new ApiClient(
        server.uri("/"), Files.readString(directory.resolve("data/demo-key")).strip());
  }

  private static String subscribe(ApiClient client, String more) throws Exception {
    var answer =
        client.post(
            "/v1/subscriptions",
            """
            {"name":"s","topic":"orders","delivery_type":"queue","queue":{"queue":"jobs.fifo"}%s}"""
                .formatted(more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.json().path("queue").path("queue").asText()).isEqualTo("jobs.fifo");
    return answer.json().path("id").asText();
  }

  @Test
  void each_message_is_in_the_queue_once_and_in_order_though_the_server_is_killed()
      throws Exception {
    try (var server = serve()) {
      Jobs jobs;
      try (var client = client(server)) {
        jobs = Jobs.of(client);
        client.post("/v1/topics", "{\"name\":\"orders\"}");
        client.post("/v1/queues", "{\"name\":\"jobs.fifo\",\"fifo\":true}");
        var unused = subscribe(client, "");
        PushCluster.publish(client, MESSAGES, SUBJECTS);
        await().until(() -> !jobs.takeSome(10).isEmpty());
        server.killAndStart();
      }
      try (var client = client(server)) {
        PushCluster.publish(client, MESSAGES, SUBJECTS);
        await().until(() -> !jobs.over(client).takeSome(10).isEmpty());
        server.killAndStart();
      }
      try (var client = client(server)) {
        jobs.over(client).takeAll(2 * MESSAGES);
        jobs.assertEachOnceAndInOrder(2 * MESSAGES);
      }
    }
  }

  @Test
  void a_queue_that_is_not_there_is_refused_and_one_that_goes_lets_its_subscription_fail()
      throws Exception {
    try (var server = serve();
        var client = client(server)) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var refused =
          client.post(
              "/v1/subscriptions",
              """
              {"name":"s","topic":"orders","delivery_type":"queue","queue":{"queue":"none"}}""");
      client.post("/v1/queues", "{\"name\":\"jobs.fifo\",\"fifo\":true}");
      var id = subscribe(client, "");
      var path = "/v1/subscriptions/" + id;

      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.code()).isEqualTo("queue_not_found");
      assertThat(client.patch(path, "{\"queue\":{\"queue\":\"other\"}}").code())
          .isEqualTo("immutable_field");

      client.delete("/v1/queues/jobs.fifo");
      PushCluster.publish(client, 10, 1);
      var failing = client.get(path).json();
      assertThat(failing.path("state").asText()).isEqualTo("failing");
      assertThat(failing.path("reason").asText()).isEqualTo("no_such_queue");

      await().until(() -> states(client).equals(List.of("active", "failing")));
      assertThat(client.post(path + "/pause", "{}").json().path("state").asText())
          .isEqualTo("paused");
      assertThat(client.post(path + "/resume", "{}").json().path("state").asText())
          .isEqualTo("failing");
      await().until(() -> states(client).equals(List.of("active", "failing", "paused", "failing")));
      client.post("/v1/queues", "{\"name\":\"jobs.fifo\",\"fifo\":true}");
      var jobs = Jobs.of(client);
      await().until(() -> !jobs.takeSome(10).isEmpty() && jobs.distinct() == 10);
      await()
          .until(
              () ->
                  states(client)
                      .equals(List.of("active", "failing", "paused", "failing", "active")));
      assertThat(client.get(path).json().path("state").asText()).isEqualTo("active");
    }
  }

  /// The states that `$events` tells, in order.
  private static List<String> states(ApiClient client) throws Exception {
    var page = client.get("/v1/topics/$events/messages?from=earliest").json().path("messages");
    return page.findValuesAsText("subject").stream()
        .map(subject -> subject.substring(subject.lastIndexOf('.') + 1))
        .toList();
  }
}
