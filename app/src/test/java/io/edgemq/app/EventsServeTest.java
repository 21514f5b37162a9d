package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tenant follows what becomes of its subscriptions.
final class EventsServeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENTS = "/v1/topics/$events";

  @TempDir private Path directory;

  private ServerProcess server;
  private ApiClient client;

  @BeforeEach
  void serve() throws Exception {
    var data = directory.resolve("data");
    server = new ServerProcess(data, "--push-allow=127.0.0.0/8");
    client = new ApiClient(server.uri("/"), Files.readString(data.resolve("demo-key")).strip());
    assertThat(client.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private String subscribe() throws Exception {
    return made("{\"name\":\"s\",\"topic\":\"orders\",\"delivery_type\":\"sse\"}");
  }

  private String push(PushSink sink) throws Exception {
    return made(
        "{\"name\":\"p\",\"topic\":\"orders\",\"delivery_type\":\"http_push\",\"push\":{\"url\":\"%s\"}}"
            .formatted(sink.url()));
  }

  private String made(String body) throws Exception {
    var answer = client.post("/v1/subscriptions", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  /// The stream of events from the first one on. There are events once there is a subscription.
  private SseReader follow() throws Exception {
    var events = SseReader.open(client, EVENTS + "/stream?from=1&body=text&pattern=$events.%3E");
    if (events.status() == 404) { // the first event is on its way
      events.close();
      return follow();
    }
    assertThat(events.status()).isEqualTo(200);
    return events;
  }

  private static void isNext(SseReader events, String state, String expected) throws Exception {
    var message = JSON.readTree(events.next(1).getFirst().data());
    assertThat(message.path("subject").asText()).isEqualTo("$events.subscription." + state);
    assertThat(message.path("topic").asText()).isEqualTo("$events");
    assertThat(message.path("content_type").asText()).isEqualTo("application/json");
    assertThat(message.path("attributes").path("mq-event-id").asText()).startsWith("ev_");
    JsonNode body = JSON.readTree(message.path("body").asText());
    assertThat(body.path("at").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(body.toString()).endsWith(expected);
  }

  private static String body(String id, String from, String to, String reason) {
    return "\"kind\":\"subscription\",\"resource\":\"/v1/subscriptions/%s\",\"from\":%s,\"to\":\"%s\",\"reason\":\"%s\"}"
        .formatted(id, from, to, reason);
  }

  private static String changed(String id, String from, String to, String reason) {
    return body(id, '"' + from + '"', to, reason);
  }

  private void publish(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(client.post("/v1/topics/orders/messages", "m").status()).isEqualTo(201);
    }
  }

  @Test
  void what_callers_do_to_a_subscription_is_streamed() throws Exception {
    var id = subscribe();
    try (var events = follow()) {
      isNext(events, "s.active", body(id, "null", "active", "requested"));

      client.post("/v1/subscriptions/" + id + "/pause", "");
      client.post("/v1/subscriptions/" + id + "/pause", "");
      client.post("/v1/subscriptions/" + id + "/resume", "");

      isNext(events, "s.paused", changed(id, "active", "paused", "requested"));
      isNext(events, "s.active", changed(id, "paused", "active", "requested"));
    }
  }

  @Test
  void the_topic_is_there_with_its_first_event_and_is_read_as_any_other() throws Exception {
    var before = client.get(EVENTS);
    var id = subscribe();
    try (var events = follow()) {
      isNext(events, "s.active", body(id, "null", "active", "requested"));
    }

    assertThat(before.code()).isEqualTo("topic_not_found");
    for (var path : new String[] {EVENTS, "/v1/topics/%24events"}) {
      var described = client.get(path).json();
      assertThat(described.path("name").asText()).isEqualTo("$events");
      assertThat(described.path("retention_seconds").asLong()).isEqualTo(604_800);
      assertThat(client.get(path + "/messages?from=earliest").json().path("messages")).hasSize(1);
    }
    assertThat(client.get("/v1/topics?limit=1").json().path("topics").findValuesAsText("name"))
        .containsExactly("$events");
    var reader =
        made(
            "{\"name\":\"r\",\"topic\":\"$events\",\"pattern\":\"$events.subscription.*.active\","
                + "\"delivery_type\":\"sse\",\"start\":\"earliest\"}");
    try (var events = SseReader.open(client, "/v1/subscriptions/" + reader + "/stream?body=text")) {
      isNext(events, "s.active", body(id, "null", "active", "requested"));
      isNext(events, "r.active", body(reader, "null", "active", "requested"));
    }
  }

  @Test
  void nobody_writes_to_it() throws Exception {
    var unused = subscribe();
    follow().close();

    assertForbidden(client.post("/v1/topics", "{\"name\":\"$events\"}"));
    assertForbidden(client.patch(EVENTS, "{\"retention_seconds\":60}"));
    assertForbidden(client.delete(EVENTS));
    assertForbidden(client.delete("/v1/topics/%24events"));
    assertForbidden(client.post(EVENTS + "/messages", "forged"));
    assertForbidden(client.post(EVENTS + "/messages?subject=subscription.s.active", "forged"));
    assertForbidden(client.post(EVENTS + "/messages/batch", "{\"messages\":[{\"body\":\"x\"}]}"));
    assertThat(client.post("/v1/topics", "{\"name\":\"$other\"}").code()).isEqualTo("invalid_name");
    assertThat(client.get(EVENTS).json().path("messages").asLong()).isEqualTo(1);
  }

  private static void assertForbidden(ApiClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("system_topic");
  }

  @Test
  void an_endpoint_that_is_gone_is_told() throws Exception {
    try (var sink = new PushSink()) {
      sink.answer(_ -> 410);
      var id = push(sink);
      try (var events = follow()) {
        isNext(events, "p.active", body(id, "null", "active", "requested"));

        publish(1);

        isNext(events, "p.disabled", changed(id, "active", "disabled", "gone"));
        client.post("/v1/subscriptions/" + id + "/resume", "");
        isNext(events, "p.active", changed(id, "disabled", "active", "requested"));
      }
    }
  }

  @Test
  @Tag("slow")
  void a_breaker_that_opens_and_closes_is_told() throws Exception {
    try (var sink = new PushSink()) {
      sink.answer(_ -> 503);
      var id = push(sink);
      try (var events = follow()) {
        isNext(events, "p.active", body(id, "null", "active", "requested"));

        publish(10);

        isNext(events, "p.breaker_open", changed(id, "closed", "open", "status"));
        sink.answer(_ -> 200);
        // after the rest of 30 s
        isNext(events, "p.breaker_closed", changed(id, "open", "closed", "delivered"));
      }
      assertThat(client.get("/metrics").text()).contains("edgemq_events_dropped_total 0.0");
    }
  }

  @Test
  void what_was_told_is_there_after_a_restart() throws Exception {
    var id = subscribe();
    client.post("/v1/subscriptions/" + id + "/pause", "");

    assertThat(server.terminate()).isEqualTo(143);

    try (var again = new ServerProcess(directory.resolve("data"));
        var reader = new ApiClient(again.uri("/"), again.key())) {
      assertThat(reader.get(EVENTS).json().path("messages").asLong()).isEqualTo(2);
    }
  }
}
