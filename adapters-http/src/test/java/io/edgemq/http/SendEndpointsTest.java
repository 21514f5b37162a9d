package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limit;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Range;
import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Wire;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SendEndpointsTest {
  private static final Range ZERO_TO_NINE =
      new Range.Durations(Duration.ZERO, Duration.ofSeconds(9));

  private static final String SEND = "/v1/queues/jobs/messages";
  private static final String BATCH = "/v1/queues/jobs/messages/batch";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private NewQueueMessage last() {
    return server.queues.sent.getLast();
  }

  private String key(int index) {
    return Objects.requireNonNull(server.queues.sent.get(index).dedup()).value();
  }

  @Test
  void a_body_becomes_a_message() throws Exception {
    var answer = server.call("POST", SEND, "hällo", Map.of("Content-Type", "text/plain"));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("{\"id\":\"jobs-1\",\"sequence\":1}");
    assertThat(last().content().payload()).isEqualTo(new Payload("hällo".getBytes(UTF_8)));
    assertThat(last().content().contentType()).isEqualTo("text/plain");
    assertThat(last().delay()).isNull();
    assertThat(last().group()).isNull();
    assertThat(last().dedup()).isNull();
  }

  @Test
  void a_body_without_a_type_is_bytes() throws Exception {
    var answer = server.post(SEND, "");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(last().content().contentType()).isEqualTo("application/octet-stream");
    assertThat(last().content().payload().size()).isZero();
  }

  @Test
  void headers_become_attributes_delay_group_and_key() throws Exception {
    server.call(
        "POST",
        SEND,
        "x",
        Map.of(
            "X-MQ-Attr-Colour", "red",
            "x-mq-attr-SIZE", "7",
            "X-MQ-Delay-Seconds", "1.5",
            "X-MQ-Group", "g1",
            "Idempotency-Key", "k1"));

    assertThat(last().content().attributes().asMap())
        .isEqualTo(Map.of("colour", "red", "size", "7"));
    assertThat(last().delay()).isEqualTo(Duration.ofMillis(1500));
    assertThat(last().group()).isEqualTo(new GroupId("g1"));
    assertThat(last().dedup()).isEqualTo(new DedupKey("k1"));
  }

  @Test
  void an_attribute_in_utf8_is_read_as_utf8_and_another_as_latin1() throws Exception {
    try (var wire = new Wire(server.port())) {
      wire.send(
          """
          POST /v1/queues/jobs/messages HTTP/1.1\r
          Host: x\r
          Authorization: Bearer good-token\r
          X-MQ-Attr-A: caf\u00c3\u00a9\r
          X-MQ-Attr-B: caf\u00e9\r
          Content-Length: 0\r
          \r
          """);
      wire.until("\"sequence\":1}");
    }

    assertThat(last().content().attributes().asMap()).isEqualTo(Map.of("a", "café", "b", "café"));
  }

  @Test
  void attributes_may_be_as_many_as_their_limit_allows() throws Exception {
    var request = server.request(SEND).POST(BodyPublishers.noBody());
    for (int i = 1000; i < 3000; i++) {
      request.header("X-MQ-Attr-" + i, "");
    }

    assertThat(server.send(request).statusCode()).isEqualTo(201);
    assertThat(last().content().attributes().asMap()).hasSize(2000);
  }

  @ParameterizedTest
  @CsvSource({
    "X-MQ-Delay-Seconds,abc,invalid_header",
    "X-MQ-Delay-Seconds,-1,invalid_header",
    "X-MQ-Delay-Seconds,1e3,invalid_header",
    "X-MQ-Delay-Seconds,0.0001,invalid_header",
    "X-MQ-Group,a b,invalid_header",
    "X-MQ-Attr-MQ-source,x,reserved_attribute",
    "X-MQ-Attr-a!b,x,invalid_attribute"
  })
  void a_header_that_can_not_be_is_refused(String name, String value, String code)
      throws Exception {
    var answer = server.call("POST", SEND, "x", Map.of(name, value));

    problem(answer, 400, code);
    assertThat(server.queues.sent).isEmpty();
  }

  @Test
  void a_key_has_at_most_128_characters() throws Exception {
    var fits = server.call("POST", SEND, "x", Map.of("Idempotency-Key", "k".repeat(128)));
    var longer = server.call("POST", SEND, "x", Map.of("Idempotency-Key", "k".repeat(129)));

    assertThat(fits.statusCode()).isEqualTo(201);
    problem(longer, 400, "invalid_header");
  }

  @Test
  void a_repetition_gets_the_first_answer() throws Exception {
    server.queues.sending = () -> Outcome.done(new Stored(7, Stored.Origin.REPLAYED));

    var answer = server.post(SEND, "x");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(answer.body()).isEqualTo("{\"id\":\"jobs-7\",\"sequence\":7}");
  }

  @Test
  void a_message_has_at_most_the_bytes_of_the_limit() throws Exception {
    var fits = server.post(SEND, "x".repeat(1000));
    var larger = server.post(SEND, "x".repeat(1001));

    assertThat(fits.statusCode()).isEqualTo(201);
    problem(larger, 413, "message_too_large");
    assertThat(server.queues.sent).hasSize(1);
  }

  @Test
  void a_refusal_of_the_use_case_is_told() throws Exception {
    server.queues.sending = () -> Outcome.refused(new Refusal.NoSuchQueue(new QueueName("jobs")));
    problem(server.post(SEND, "x"), 404, "queue_not_found");

    server.queues.sending = () -> Outcome.refused(new Refusal.AttributesTooLarge(9000, 8192));
    problem(server.post(SEND, "x"), 413, "attributes_too_large");

    server.queues.sending =
        () -> Outcome.refused(new Refusal.OutOfRange(Limit.DELAY, ZERO_TO_NINE));
    problem(server.post(SEND, "x"), 400, "out_of_range");
  }

  @Test
  void a_batch_answers_each_entry_in_order() throws Exception {
    var answer =
        server.post(
            BATCH,
            """
            {"messages":[{"body":"a","content_type":"text/plain","attributes":{"K":"v"},\
            "delay_seconds":2,"group":"g","dedup_id":"d"},{"body_b64":"!"},{"body_b64":"AP8="}]}""");

    assertThat(answer.statusCode()).isEqualTo(200);
    var results = json(answer).path("results");
    assertThat(results.get(0).toString()).isEqualTo("{\"id\":\"jobs-1\",\"sequence\":1}");
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("invalid_field");
    assertThat(results.get(1).path("error").path("status").asInt()).isEqualTo(400);
    assertThat(results.get(2).toString()).isEqualTo("{\"id\":\"jobs-2\",\"sequence\":2}");
    assertThat(server.queues.sent.getFirst().content().attributes().asMap())
        .isEqualTo(Map.of("k", "v"));
    assertThat(key(0)).isEqualTo("d");
    assertThat(last().content().payload()).isEqualTo(new Payload(new byte[] {0, (byte) 0xff}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_field",
        "{\"body\":\"a\",\"body_b64\":\"YQ==\"}|invalid_field",
        "{\"body\":\"\\ud800\"}|invalid_field",
        "{\"body\":1}|invalid_field",
        "{\"body\":\"a\",\"bdy\":1}|unknown_field",
        "{\"body\":\"a\",\"attributes\":{\"mq-x\":\"v\"}}|reserved_attribute",
        "{\"body\":\"a\",\"attributes\":{\"x\":1}}|invalid_field",
        "{\"body\":\"a\",\"attributes\":{\"x\":\"\\u0001\"}}|invalid_attribute",
        "{\"body\":\"a\",\"group\":\"a b\"}|invalid_field",
        "{\"body\":\"a\",\"dedup_id\":\"\"}|invalid_field",
        "{\"body\":\"a\",\"content_type\":\"\\n\"}|invalid_field",
        "7|invalid_field",
      })
  void a_mistake_in_an_entry_is_that_entrys_alone(String entry, String code) throws Exception {
    var answer = server.post(BATCH, "{\"messages\":[" + entry + ",{\"body\":\"ok\"}]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    var results = json(answer).path("results");
    assertThat(results.get(0).path("error").path("code").asText()).isEqualTo(code);
    assertThat(results.get(1).path("sequence").asInt()).isEqualTo(1);
  }

  @Test
  void a_batch_has_at_most_the_entries_of_the_limit() throws Exception {
    var three =
        server.post(BATCH, "{\"messages\":[{\"body\":\"\"},{\"body\":\"\"},{\"body\":\"\"}]}");
    var four = server.post(BATCH, "{\"messages\":[{},{},{},{}]}");

    assertThat(three.statusCode()).isEqualTo(200);
    problem(four, 400, "out_of_range");
    problem(server.post(BATCH, "{\"messages\":[]}"), 400, "out_of_range");
    problem(server.post(BATCH, "{}"), 400, "missing_field");
    problem(server.post(BATCH, "{\"messages\":{}}"), 400, "invalid_field");
  }

  @Test
  void a_batch_has_at_most_the_bytes_of_the_limit() throws Exception {
    var fits = "{\"messages\":[{\"body\":\"x\"}]" + " ".repeat(4000 - 27) + "}";

    assertThat(fits).hasSize(4000);
    assertThat(server.post(BATCH, fits).statusCode()).isEqualTo(200);
    problem(server.post(BATCH, fits + " "), 413, "batch_too_large");
  }
}
