package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.ReadHistory.Query;
import io.edgemq.ports.in.StreamItem;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicEndpointsTest {
  private static final String PUBLISH = "/v1/topics/orders/messages";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_topic_is_made_with_the_defaults_of_the_specification() throws Exception {
    var answer = server.post("/v1/topics", "{\"name\":\"orders\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/topics/orders");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"name":"orders","retention_seconds":604800,"max_bytes":null,"max_messages":null,\
            "storage":"file","replicas":3,"geo":"auto","created_at":"2025-11-21T08:00:00.123Z"}""");
  }

  @Test
  void an_equal_topic_is_answered_and_another_one_is_a_conflict() throws Exception {
    server.post("/v1/topics", "{\"name\":\"orders\"}");

    var equal = server.post("/v1/topics", "{\"name\":\"orders\",\"storage\":\"file\"}");
    var other = server.post("/v1/topics", "{\"name\":\"orders\",\"max_bytes\":5}");

    assertThat(equal.statusCode()).isEqualTo(200);
    problem(other, 409, "already_exists");
  }

  @Test
  void storage_in_memory_is_not_offered() throws Exception {
    problem(
        server.post("/v1/topics", "{\"name\":\"o\",\"storage\":\"memory\"}"),
        422,
        "unsupported_storage");
  }

  @Test
  void a_description_tells_what_the_log_holds() throws Exception {
    server.post("/v1/topics", "{\"name\":\"orders\"}");

    assertThat(server.get("/v1/topics/orders").body())
        .endsWith("\"first_sequence\":5,\"last_sequence\":9,\"messages\":5,\"bytes\":1234}");
    assertThat(json(server.get("/v1/topics")).path("topics").findValuesAsText("name"))
        .containsExactly("orders");
    problem(server.get("/v1/topics/nope"), 404, "topic_not_found");
    problem(server.get("/v1/topics/a.b"), 400, "invalid_name");
  }

  @Test
  void limits_are_changed_and_removed() throws Exception {
    server.post("/v1/topics", "{\"name\":\"orders\",\"max_bytes\":5,\"max_messages\":6}");

    var answer = json(server.patch("/v1/topics/orders", "{\"max_bytes\":null}"));

    assertThat(answer.path("max_bytes").isNull()).isTrue();
    assertThat(answer.path("max_messages").asInt()).isEqualTo(6);
    problem(server.patch("/v1/topics/orders", "{\"name\":\"x\"}"), 422, "immutable_field");
    assertThat(server.delete("/v1/topics/orders").statusCode()).isEqualTo(204);
  }

  @Test
  void a_body_is_published_on_the_topic() throws Exception {
    var answer = server.post(PUBLISH, "x");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo("{\"id\":\"orders-1\",\"sequence\":1,\"subject\":\"orders\"}");
    assertThat(server.topics.published.getFirst().dedup()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,true",
    "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01,false",
    "anything,false"
  })
  void the_trace_that_a_publish_belongs_to_is_kept_with_the_message(String trace, boolean kept)
      throws Exception {
    server.call("POST", PUBLISH, "x", Map.of("traceparent", trace));
    server.call("POST", PUBLISH, "x", Map.of("traceparent", trace, "X-MQ-Attr-traceparent", "own"));

    var attributes =
        server.topics.published.stream().map(each -> each.content().attributes()).toList();
    assertThat(attributes.getFirst().asMap())
        .isEqualTo(kept ? Map.of("traceparent", trace) : Map.of());
    assertThat(attributes.getLast().find("traceparent")).contains("own");
  }

  @Test
  void a_suffix_makes_the_subject() throws Exception {
    var answer = server.post(PUBLISH + "?subject=eu.caf%C3%A9", "x");

    assertThat(json(answer).path("subject").asText()).isEqualTo("orders.eu.café");
    assertThat(server.topics.published.getFirst().subject())
        .isEqualTo(new Subject("orders.eu.café"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "..a", ".", "a.", "orders.", "a.*", "%3E", "a%20b", "a%0Ab"})
  void a_suffix_that_makes_no_subject_is_refused(String suffix) throws Exception {
    problem(server.post(PUBLISH + "?subject=" + suffix, "x"), 400, "invalid_subject");
    assertThat(server.topics.published).isEmpty();
  }

  @Test
  void a_misspelt_parameter_publishes_nothing() throws Exception {
    problem(server.post(PUBLISH + "?subjct=eu", "x"), 400, "unknown_parameter");
    problem(server.post(PUBLISH + "?subject=%ff", "x"), 400, "invalid_parameter");
    assertThat(server.topics.published).isEmpty();
  }

  @Test
  void a_repetition_is_told_apart() throws Exception {
    server.topics.origin = Stored.Origin.REPLAYED;

    var one = server.call("POST", PUBLISH, "x", Map.of("Idempotency-Key", "k"));
    var batch = server.post(PUBLISH + "/batch", "{\"messages\":[{\"body\":\"x\"}]}");

    assertThat(one.statusCode()).isEqualTo(201);
    assertThat(one.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(json(one).path("subject").asText()).isEqualTo("orders.first");
    var entry = json(batch).path("results").get(0);
    assertThat(entry.path("replayed").asBoolean()).isTrue();
    assertThat(entry.path("subject").asText()).isEqualTo("orders.first");
  }

  @ParameterizedTest
  @CsvSource({
    "orders.eu.created,orders.eu.created",
    "orders,orders",
    ".orders.eu,orders.orders.eu",
    ".orders,orders.orders",
    ".eu,orders.eu",
    "ordersx.eu,orders.ordersx.eu"
  })
  void a_subject_may_be_given_as_messages_show_it(String given, String subject) throws Exception {
    var one = server.post(PUBLISH + "?subject=" + given, "x");
    var batch =
        server.post(
            PUBLISH + "/batch", "{\"messages\":[{\"body\":\"a\",\"subject\":\"" + given + "\"}]}");

    assertThat(json(one).path("subject").asText()).isEqualTo(subject);
    assertThat(json(batch).path("results").get(0).path("subject").asText()).isEqualTo(subject);
  }

  @Test
  void a_batch_has_a_subject_for_each_entry() throws Exception {
    var answer =
        server.post(
            PUBLISH + "/batch",
            "{\"messages\":[{\"body\":\"a\",\"subject\":\"eu\"},{\"body\":\"b\",\"subject\":\"*\"},"
                + "{\"body\":\"c\"}]}");

    var results = json(answer).path("results");
    assertThat(results.get(0).toString())
        .isEqualTo("{\"id\":\"orders-1\",\"sequence\":1,\"subject\":\"orders.eu\"}");
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("invalid_subject");
    assertThat(results.get(2).path("subject").asText()).isEqualTo("orders");
  }

  @Test
  void history_comes_page_by_page() throws Exception {
    server.topics.log.add(FakeTopics.message(18, "orders.eu", new byte[] {'{', '}'}));

    var answer = server.get(PUBLISH);

    assertThat(answer.body())
        .isEqualTo(
            """
            {"messages":[{"id":"orders-18","sequence":18,"topic":"orders","subject":"orders.eu",\
            "timestamp":1763712000123,"content_type":"application/json","attributes":{"k":"v"},\
            "body_b64":"e30="}],"next_from":19,"first_sequence":2,"last_sequence":18}""");
    assertThat(server.topics.query)
        .isEqualTo(new Query(Start.EARLIEST, SubjectFilter.ALL, 100, HistoryPart.BYTES));
  }

  @Test
  void history_tells_of_messages_that_are_no_longer_kept() throws Exception {
    server.topics.gap = new StreamItem.Gap(1, 2, 18);

    var answer = server.get(PUBLISH + "?from=1");

    assertThat(json(answer).path("gap").toString())
        .isEqualTo("{\"requested\":1,\"oldest\":2,\"newest\":18}");
  }

  @Test
  void history_is_filtered_and_placed() throws Exception {
    server.get(PUBLISH + "?from=last:5&pattern=orders.*.created&limit=7");

    assertThat(server.topics.query)
        .isEqualTo(
            new Query(
                new Start.LastN(5),
                new SubjectFilter.Matching(new Pattern("orders.*.created")),
                7,
                HistoryPart.BYTES));
  }

  @Test
  void bytes_that_are_no_text_stay_in_base64() throws Exception {
    server.topics.log.add(FakeTopics.message(1, "orders", new byte[] {(byte) 0xff}));
    server.topics.log.add(FakeTopics.message(2, "orders", new byte[] {'a'}));

    var messages = json(server.get(PUBLISH + "?body=text")).path("messages");

    assertThat(messages.get(0).path("body_b64").asText()).isEqualTo("/w==");
    assertThat(messages.get(1).path("body").asText()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "pattern=orders.a*,invalid_pattern",
    "pattern=orders.%3E.a,invalid_pattern",
    "pattern=*,invalid_pattern",
    "pattern=other.%3E,pattern_topic_mismatch",
    "from=0,invalid_parameter",
    "from=yesterday,invalid_parameter",
    "from=last:0,invalid_parameter",
    "limit=1001,out_of_range",
    "body=hex,invalid_parameter"
  })
  void history_that_can_not_be_is_refused(String query, String code) throws Exception {
    problem(server.get(PUBLISH + "?" + query), 400, code);
  }

  @Test
  void an_outage_of_the_store_is_told() throws Exception {
    var cause = new IllegalStateException("secret of the store");
    server.topics.failure = new StoreException.Full("full", cause);
    var full = server.post(PUBLISH, "x");
    problem(full, 507, "store_full");
    assertThat(full.headers().firstValue("Retry-After")).contains("10");

    server.topics.failure = new StoreException.TimedOut("slow", cause);
    var slow = server.post(PUBLISH, "x");
    problem(slow, 504, "store_timeout");
    assertThat(slow.headers().firstValue("Retry-After")).contains("1");

    server.topics.failure = new StoreException.NoResponders("nobody", cause);
    var nobody = server.post(PUBLISH, "x");
    problem(nobody, 502, "store_no_responders");
    assertThat(nobody.headers().firstValue("Retry-After")).contains("1");

    server.topics.failure = new StoreException.Damaged("T_acme__orders", cause);
    var damaged = server.post(PUBLISH, "x");
    problem(damaged, 503, "store_damaged");
    assertThat(damaged.headers().firstValue("Retry-After")).contains("10");
    assertThat(damaged.body()).contains("T_acme__orders");

    server.topics.failure = new StoreException.Unavailable("gone", cause);
    var answer = server.post(PUBLISH, "x");
    problem(answer, 503, "store_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void a_bug_is_internal_and_shows_nothing() throws Exception {
    server.topics.failure = new IllegalStateException("secret of the code");

    var answer = server.post(PUBLISH, "x");

    problem(answer, 500, "internal");
    assertThat(answer.body()).doesNotContain("secret");
  }
}
