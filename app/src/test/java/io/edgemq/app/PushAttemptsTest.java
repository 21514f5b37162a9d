package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server tells of its attempts to push.
final class PushAttemptsTest {
  private static final int MESSAGES = 170;
  private static final int A_SECOND = 50;

  @TempDir private Path directory;

  private ServerProcess serve(String... flags) {
    var all = new String[flags.length + 1];
    all[0] = "--push-allow=127.0.0.0/8";
    System.arraycopy(flags, 0, all, 1, flags.length);
    return new ServerProcess(directory.resolve("data"), all);
  }

  /// Makes a topic and a subscription, and answers where its attempts are.
  private static String subscribe(ApiClient client, PushSink sink, String more) throws Exception {
    client.post("/v1/topics", "{\"name\":\"orders\"}");
    var created =
        client.post(
            "/v1/subscriptions",
            """
            {"name":"s","topic":"orders","delivery_type":"http_push","push":{"url":"%s"%s}}"""
                .formatted(sink.url(), more));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return "/v1/subscriptions/" + created.json().path("id").asText() + "/attempts";
  }

  private static JsonNode attempts(ApiClient client, String path) throws Exception {
    return client.get(path + "?limit=1000").json().path("attempts");
  }

  private static Set<Long> sequences(ApiClient client, String path) throws Exception {
    var found = new TreeSet<Long>();
    attempts(client, path).forEach(each -> found.add(each.path("sequence").asLong()));
    return found;
  }

  @Test
  void a_failed_and_a_delivered_attempt_are_listed_with_what_the_endpoint_said() throws Exception {
    try (var server = serve();
        var client = new ApiClient(server.uri("/"), server.key());
        var sink = new PushSink()) {
      var path = subscribe(client, sink, "");
      sink.answer(came -> came.header("X-MQ-Attempt").equals("1") ? 503 : 200);
      sink.say("zu spät: " + "x".repeat(2_000));

      client.post("/v1/topics/orders/messages", "hello");
      client.post(path.replace("/attempts", "/test"), "");

      await().until(() -> attempts(client, path).size() == 2);
      var delivered = attempts(client, path).get(0);
      var failed = attempts(client, path).get(1);
      assertThat(delivered.path("sequence").asLong()).isEqualTo(1);
      assertThat(delivered.path("attempt").asInt()).isEqualTo(2);
      assertThat(delivered.path("status").asInt()).isEqualTo(200);
      assertThat(delivered.path("error").isNull()).isTrue();
      assertThat(failed.path("attempt").asInt()).isEqualTo(1);
      assertThat(failed.path("status").asInt()).isEqualTo(503);
      assertThat(failed.path("error").asText()).isEqualTo("status");
      assertThat(failed.path("duration_ms").isIntegralNumber()).isTrue();
      assertThat(failed.path("at").asText()).isLessThan(delivered.path("at").asText());
      assertThat(failed.path("answer").asText()).isEqualTo("zu spät: " + "x".repeat(1_014));
      assertThat(client.get("/metrics").text()).contains("edgemq_push_attempts_unlogged_total 0.0");
    }
  }

  @Test
  void nothing_is_listed_when_attempts_are_not_logged() throws Exception {
    try (var server = serve("--push-attempts=off");
        var client = new ApiClient(server.uri("/"), server.key());
        var sink = new PushSink()) {
      var path = subscribe(client, sink, "");
      client.post("/v1/topics/orders/messages", "hello");
      await().until(() -> sink.count() == 1);

      assertThat(server.terminate()).isEqualTo(143);

      server.start();
      assertThat(client.get(path).text()).isEqualTo("{\"attempts\":[],\"next_cursor\":null}");
    }
  }

  @Test
  void what_was_attempted_before_a_clean_end_is_listed_after_it() throws Exception {
    try (var server = serve();
        var client = new ApiClient(server.uri("/"), server.key());
        var sink = new PushSink()) {
      var path = subscribe(client, sink, "");
      publish(client);
      await().until(() -> sink.count() == MESSAGES);

      assertThat(server.terminate()).isEqualTo(143);

      server.start();
      assertThat(attempts(client, path).size()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void a_kill_loses_the_attempts_of_the_last_second_at_most() throws Exception {
    try (var server = serve();
        var client = new ApiClient(server.uri("/"), server.key());
        var sink = new PushSink()) {
      Map<Long, Long> came = new ConcurrentHashMap<>();
      sink.answer(
          message -> {
            came.putIfAbsent(message.sequence(), System.nanoTime());
            return 200;
          });
      var path = subscribe(client, sink, ",\"rate_per_second\":" + A_SECOND);
      publish(client);
      await().until(() -> sink.count() >= MESSAGES - 10);

      server.kill();
      long killed = System.nanoTime();
      server.start();

      // one that is delivered after the kill, so that the log is known to go on
      assertThat(client.post("/v1/topics/orders/messages", "last").status()).isEqualTo(201);
      await().until(() -> came.size() == MESSAGES + 1);
      await().until(() -> sequences(client, path).contains(MESSAGES + 1L));
      var missing = new TreeSet<>(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
      missing.removeAll(sequences(client, path));
      // half a second more is for the write that was under way
      long last = killed - Duration.ofMillis(1_500).toNanos();
      assertThat(missing).allMatch(sequence -> came.getOrDefault(sequence, 0L) > last);
    }
  }

  private static void publish(ApiClient client) throws Exception {
    for (int begin = 0; begin < MESSAGES; begin += 85) {
      var entries = new StringBuilder("{\"messages\":[");
      IntStream.range(begin, begin + 85)
          .forEach(n -> entries.append("{\"body\":\"order %d\"},".formatted(n)));
      entries.setLength(entries.length() - 1);
      assertThat(client.post("/v1/topics/orders/messages/batch", entries + "]}").status())
          .isBetween(200, 201);
    }
  }
}
