package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes of several roles in front of one cluster: what an operator sees of them.
@Tag("slow")
@Timeout(300)
final class ServeNatsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final StringWriter told = new StringWriter();
  private NatsBroker nats;

  @BeforeEach
  void start() throws IOException {
    nats = new NatsBroker(directory.resolve("nats"));
    Files.writeString(directory.resolve("receipts"), "0123456789abcdef".repeat(4));
  }

  @AfterEach
  void stop() {
    if (nats != null) {
      nats.close();
    }
  }

  private ServerProcess adapter(String name) {
    return new ServerProcess(
        directory.resolve(name),
        "--role=adapter",
        "--store=nats",
        "--nats=" + nats.url(),
        "--receipt-secret-file=" + directory.resolve("receipts"));
  }

  /// The output of `edgemq key` with these arguments.
  private String key(String... words) {
    var out = new StringWriter();
    var line = Main.line(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(told, true));
    var all = new String[words.length + 4];
    all[0] = "key";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--store=nats";
    all[words.length + 2] = "--nats=" + nats.url();
    all[words.length + 3] = "--receipt-secret-file=" + directory.resolve("receipts");
    assertThat(line.execute(all)).as(told.toString()).isZero();
    return out.toString().strip();
  }

  private String issued() {
    return key("issue", "--tenant=acme", "--create-tenant");
  }

  private String issuedId() {
    return told.toString().strip().split(" ")[1];
  }

  @Test
  void a_receipt_from_one_adapter_settles_at_another() throws Exception {
    var token = issued();
    try (var one = adapter("one");
        var other = adapter("other");
        var here = new ApiClient(one.uri("/"), token);
        var there = new ApiClient(other.uri("/"), token)) {
      assertThat(here.post("/v1/queues", "{\"name\":\"q\"}").status()).isEqualTo(201);
      there.post("/v1/queues/q/messages", "hello");
      var received = here.post("/v1/queues/q/receive", "{\"wait_seconds\":10}").json();
      var receipt = received.at("/messages/0/receipt").asText();

      assertThat(there.delete("/v1/queues/q/messages/" + receipt).status()).isEqualTo(204);

      assertThat(here.get("/v1/queues/q").json().at("/counts/in_flight").asInt()).isZero();
      assertThat(directory.resolve("one")).as("an adapter keeps nothing").doesNotExist();
    }
  }

  @Test
  void a_replay_at_one_adapter_takes_back_the_streams_of_another() throws Exception {
    var token = issued();
    try (var one = adapter("one");
        var other = adapter("other");
        var here = new ApiClient(one.uri("/"), token);
        var there = new ApiClient(other.uri("/"), token)) {
      here.post("/v1/topics", "{\"name\":\"t\"}");
      here.post("/v1/topics/t/messages", "a");
      var subscription =
          "{\"name\":\"s\",\"topic\":\"t\",\"delivery_type\":\"sse\",\"start\":\"earliest\"}";
      var id = here.post("/v1/subscriptions", subscription).json().get("id").asText();
      await().atMost(SOON).until(() -> there.get("/v1/subscriptions/" + id).status() == 200);
      try (var stream = SseReader.open(here, "/v1/subscriptions/" + id + "/stream")) {
        assertThat(stream.next(1).getFirst().id()).isEqualTo("1");

        there.post("/v1/subscriptions/" + id + "/replay", "{\"from\":\"earliest\"}");

        assertThat(stream.next(1).getFirst().id()).isEqualTo("1");
      }
    }
  }

  @Test
  void what_two_adapters_do_to_a_subscription_is_told_on_one_topic() throws Exception {
    var token = issued();
    try (var one = adapter("one");
        var other = adapter("other");
        var here = new ApiClient(one.uri("/"), token);
        var there = new ApiClient(other.uri("/"), token)) {
      here.post("/v1/topics", "{\"name\":\"t\"}");
      var subscription = "{\"name\":\"s\",\"topic\":\"t\",\"delivery_type\":\"sse\"}";
      var id = here.post("/v1/subscriptions", subscription).json().get("id").asText();
      await().atMost(SOON).until(() -> there.get("/v1/subscriptions/" + id).status() == 200);
      await().atMost(SOON).until(() -> there.get("/v1/topics/$events").status() == 200);

      there.post("/v1/subscriptions/" + id + "/pause", "");

      try (var events = SseReader.open(here, "/v1/topics/$events/stream?from=earliest")) {
        assertThat(events.next(2))
            .extracting(event -> event.data().replaceFirst(".*\"subject\":\"([^\"]*)\".*", "$1"))
            .containsExactly("$events.subscription.s.active", "$events.subscription.s.paused");
      }
      assertThat(there.delete("/v1/topics/$events").code()).isEqualTo("system_topic");
    }
  }

  @Test
  void a_revoked_key_is_refused_within_a_second() throws Exception {
    var token = issued();
    try (var server = adapter("one");
        var client = new ApiClient(server.uri("/"), token)) {
      assertThat(client.get("/v1/queues").status()).isEqualTo(200);

      key("revoke", issuedId(), "--tenant=acme");

      await()
          .atMost(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> client.get("/v1/queues").status() == 401);
    }
  }

  @Test
  void an_adapter_survives_an_outage_and_reports_it() throws Exception {
    var token = issued();
    try (var server = adapter("one");
        var client = new ApiClient(server.uri("/"), token)) {
      client.post("/v1/queues", "{\"name\":\"q\"}");
      client.post("/v1/queues/q/messages", "hello");
      nats.kill();

      await().atMost(SOON).until(() -> client.get("/v1/ready").status() == 503);

      assertThat(client.get("/metrics").text()).contains("edgemq_store_up 0.0");
      assertThat(client.post("/v1/queues/q/messages", "lost").status()).isBetween(502, 504);
      nats.start();
      await().atMost(SOON).until(() -> client.get("/v1/ready").status() == 200);
      var received = client.post("/v1/queues/q/receive", "{\"wait_seconds\":10}").json();
      assertThat(received.at("/messages/0/sequence").asLong()).isEqualTo(1);
    }
  }

  @Test
  void control_makes_the_first_tenant_and_serves_none() throws Exception {
    var data = directory.resolve("control");
    try (var control =
            new ServerProcess(
                data,
                "--role=control",
                "--store=nats",
                "--nats=" + nats.url(),
                "--receipt-secret-file=" + directory.resolve("receipts"));
        var adapter = adapter("one");
        var here = new ApiClient(control.uri("/"), control.key());
        var there = new ApiClient(adapter.uri("/"), control.key())) {
      assertThat(here.get("/v1/queues").code()).isEqualTo("not_served_here");
      assertThat(there.get("/v1/me/keys").code()).isEqualTo("not_served_here");
      await().atMost(SOON).until(() -> here.get("/metrics").text().contains("edgemq_store_up 1.0"));
      await().atMost(SOON).until(() -> there.get("/v1/queues").status() == 200);
      assertThat(here.get("/v1/me").json().path("tenant_id").asText()).isEqualTo("demo");
      assertThat(data.resolve("receipt-key")).as("a secret of its own").doesNotExist();
    }
  }
}
