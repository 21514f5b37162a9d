package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that pushes, seen by who makes a subscription and by who takes the messages.
final class PushServeTest {
  private static final int IN_FLIGHT = 16;

  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private ServerProcess serve() {
    return new ServerProcess(data(), "--push-allow=127.0.0.0/8");
  }

  private ApiClient client(ServerProcess server) throws Exception {
    return new ApiClient(server.uri("/"), Files.readString(data().resolve("demo-key")).strip());
  }

  private static ApiClient.Answer subscribe(ApiClient client, PushSink sink, String more)
      throws Exception {
    return client.post(
        "/v1/subscriptions",
        """
        {"name":"s","topic":"orders","delivery_type":"http_push",
         "push":{"url":"%s"%s}}"""
            .formatted(sink.url(), more));
  }

  private static void publish(ApiClient client, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(
              client.post("/v1/topics/orders/messages?subject=eu.created", "order " + i).status())
          .isEqualTo(201);
    }
  }

  @Test
  void a_message_is_posted_with_the_headers_and_the_signature_of_the_secret() throws Exception {
    try (var server = serve();
        var client = client(server);
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var created = subscribe(client, sink, "");
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      var secret = created.json().path("push").path("secret").asText();

      publish(client, 1);

      await().until(() -> sink.count() == 1);
      var came = sink.received().getFirst();
      assertThat(came.text()).isEqualTo("order 0");
      assertThat(came.header("X-MQ-Topic")).isEqualTo("orders");
      assertThat(came.header("X-MQ-Subject")).isEqualTo("orders.eu.created");
      assertThat(came.header("X-MQ-Attempt")).isEqualTo("1");
      assertThat(came.isSignedWith(secret)).isTrue();
      assertThat(came.header("webhook-id")).startsWith("msg_").doesNotContain(".");
      var id = created.json().path("id").asText();
      await()
          .untilAsserted(
              () -> {
                var described = client.get("/v1/subscriptions/" + id).json();
                assertThat(described.path("lag").asLong()).isZero();
                assertThat(described.path("in_flight").asLong()).isZero();
                assertThat(described.path("push").path("breaker").path("state").asText())
                    .isEqualTo("closed");
                assertThat(described.toString()).doesNotContain(secret);
              });
    }
  }

  @Test
  void a_refused_message_is_a_dead_letter_and_comes_again_when_it_is_redriven() throws Exception {
    try (var server = serve();
        var client = client(server);
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var id = subscribe(client, sink, "").json().path("id").asText();
      var letters = "/v1/subscriptions/" + id + "/dead-letters";
      sink.answer(_ -> 422);
      publish(client, 2);
      await().until(() -> client.get(letters).json().path("dead_letters").size() == 2);
      sink.answer(_ -> 200);

      var dry = client.post(letters + "/redrive", "{\"dry_run\":true}");
      var moved = client.post(letters + "/redrive", "{\"sequences\":[2,9]}");

      await().until(() -> sink.count() == 3);
      assertThat(dry.json().path("would_move").asLong()).isEqualTo(2);
      assertThat(moved.status()).isEqualTo(202);
      assertThat(moved.json().path("moved").asLong()).isEqualTo(1);
      assertThat(sink.received().getLast().sequence()).isEqualTo(2);
      await().until(() -> client.get(letters).json().path("dead_letters").size() == 1);
    }
  }

  @Test
  void an_address_that_nobody_opened_is_refused_at_creation() throws Exception {
    try (var server = new ServerProcess(data());
        var client = client(server);
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");

      var refused = subscribe(client, sink, "");

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.code()).isEqualTo("url_forbidden");
    }
  }

  @Test
  void a_killed_server_delivers_everything_and_repeats_what_was_in_flight_at_most()
      throws Exception {
    int messages = 10_000;
    try (var server = serve();
        var client = client(server);
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      assertThat(subscribe(client, sink, ",\"max_in_flight\":" + IN_FLIGHT).status())
          .isEqualTo(201);
      publishBatches(client, messages);
      await().atMost(Duration.ofMinutes(1)).until(() -> sink.count() > messages / 2);

      server.killAndStart();

      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  sink.received().stream().mapToLong(PushSink.Received::sequence).distinct().count()
                      == messages);
      var times = new HashMap<Long, Integer>();
      sink.received().forEach(came -> times.merge(came.sequence(), 1, Integer::sum));
      int repeated = times.values().stream().mapToInt(n -> n - 1).sum();
      assertThat(repeated).isLessThanOrEqualTo(IN_FLIGHT);
    }
  }

  private static void publishBatches(ApiClient client, int messages) throws Exception {
    for (int i = 0; i < messages; i += 100) {
      var entries = new StringBuilder("{\"messages\":[");
      IntStream.range(i, i + 100)
          .forEach(n -> entries.append("{\"body\":\"order %d\"},".formatted(n)));
      entries.setLength(entries.length() - 1);
      var answer = client.post("/v1/topics/orders/messages/batch", entries + "]}");
      assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
    }
  }
}
