package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubscriptionEndpointsTest {
  private static final String ALL = "/v1/subscriptions";
  private static final String ONE = ALL + "/" + FakeSubscriptions.ID.value();
  private static final String BILLING =
      "{\"name\":\"billing\",\"topic\":\"orders\",\"delivery_type\":\"sse\"}";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_subscription_is_made_with_the_defaults_of_the_specification() throws Exception {
    var answer = server.post(ALL, BILLING);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains(ONE);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"id":"sub_bbbbbbbbbbbbbbbbbbbbbbbb","name":"billing","topic":"orders","pattern":null,\
            "delivery_type":"sse","start":"latest","ack_wait_seconds":25,"max_deliver":10,\
            "state":"active","reason":null,"created_at":"2025-11-21T08:00:00.123Z"}\
            """);
  }

  @Test
  void a_subscription_is_made_as_it_is_described() throws Exception {
    var answer =
        json(
            server.post(
                ALL,
                """
                {"name":"b","topic":"orders","pattern":"orders.>","delivery_type":"sse","start":7,\
                "ack_wait_seconds":1.5,"max_deliver":3,"push":null}\
                """));

    assertThat(answer.path("pattern").asText()).isEqualTo("orders.>");
    assertThat(answer.path("start").asText()).isEqualTo("7");
    assertThat(answer.path("ack_wait_seconds").asDouble()).isEqualTo(1.5);
    assertThat(answer.path("max_deliver").asInt()).isEqualTo(3);
  }

  @Test
  void an_equal_subscription_that_exists_is_answered_with_200() throws Exception {
    server.post(ALL, BILLING);

    assertThat(server.post(ALL, BILLING).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'topic':'t','delivery_type':'sse'|400|missing_field",
        "'name':'n','delivery_type':'sse'|400|missing_field",
        "'name':'n','topic':'t'|400|missing_field",
        "'name':'n n','topic':'t','delivery_type':'sse'|400|invalid_name",
        "'name':'n','topic':'t.x','delivery_type':'sse'|400|invalid_name",
        "'name':'n','topic':'t','delivery_type':'wasi_messaging'|422|unsupported_delivery_type",
        "'name':'n','topic':'t','delivery_type':'queue'|400|missing_field",
        "'name':'n','topic':'t','delivery_type':'queue','queue':'q'|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'queue','queue':{}|400|missing_field",
        "'name':'n','topic':'t','delivery_type':'queue','queue':{'queue':'q q'}|400|invalid_name",
        "'name':'n','topic':'t','delivery_type':'queue','queue':{'queue':'q','x':1}|400|unknown_field",
        "'name':'n','topic':'t','delivery_type':'queue','queue':{'queue':'q'},'push':{}|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','push':{}|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','queue':'q'|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','pattern':'u.>'|400|pattern_topic_mismatch",
        "'name':'n','topic':'t','delivery_type':'sse','pattern':'t..x'|400|invalid_pattern",
        "'name':'n','topic':'t','delivery_type':'sse','start':'x'|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','start':1.5|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','start':0|400|invalid_field",
        "'name':'n','topic':'t','delivery_type':'sse','max_deliver':0|400|out_of_range",
        "'name':'n','topic':'t','delivery_type':'sse','max_deliver':1001|400|out_of_range",
        "'name':'n','topic':'t','delivery_type':'sse','ack_wait_seconds':0|400|out_of_range",
        "'name':'n','topic':'t','delivery_type':'sse','webhook':{}|400|unknown_field"
      },
      quoteCharacter = '`')
  void what_is_no_subscription_is_refused(String fields, int status, String code) throws Exception {
    var answer = server.post(ALL, "{" + fields.replace('\'', '"') + "}");

    problem(answer, status, code);
    assertThat(server.subscriptions.subscription).isNull();
  }

  @Test
  void a_description_tells_how_it_is_doing() throws Exception {
    server.post(ALL, BILLING);

    assertThat(server.get(ONE).body()).endsWith("\"streams\":2,\"lag\":7,\"in_flight\":1}");
    assertThat(json(server.get(ALL)).path("subscriptions").findValuesAsText("name"))
        .containsExactly("billing");
  }

  @Test
  void an_unknown_subscription_is_not_found() throws Exception {
    problem(server.get(ALL + "/sub_" + "c".repeat(24)), 404, "subscription_not_found");
    problem(server.get(ALL + "/nonsense"), 404, "subscription_not_found");
    problem(server.post(ONE + "/pause", ""), 404, "subscription_not_found");
  }

  @Test
  void a_change_touches_only_what_it_names() throws Exception {
    server.post(
        ALL,
        "{\"name\":\"b\",\"topic\":\"orders\",\"delivery_type\":\"sse\",\"pattern\":\"orders.a\"}");

    var kept = json(server.patch(ONE, "{\"max_deliver\":2,\"topic\":\"orders\"}"));
    var removed = json(server.patch(ONE, "{\"pattern\":null}"));

    assertThat(kept.path("pattern").asText()).isEqualTo("orders.a");
    assertThat(kept.path("max_deliver").asInt()).isEqualTo(2);
    assertThat(removed.path("pattern").isNull()).isTrue();
  }

  @Test
  void what_a_change_says_is_null_gets_its_default_back() throws Exception {
    server.post(ALL, BILLING.replace("}", ",\"ack_wait_seconds\":7,\"max_deliver\":3}"));

    var answer = json(server.patch(ONE, "{\"ack_wait_seconds\":null,\"max_deliver\":null}"));

    assertThat(answer.path("ack_wait_seconds").asInt()).isEqualTo(25);
    assertThat(answer.path("max_deliver").asInt()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"name,other", "topic,other", "delivery_type,http_push", "start,earliest"})
  void name_topic_start_and_delivery_stay(String field, String value) throws Exception {
    server.post(ALL, BILLING);

    var answer = server.patch(ONE, "{\"" + field + "\":\"" + value + "\"}");

    problem(answer, 422, "immutable_field");
  }

  @Test
  void a_subscription_is_paused_resumed_rewound_and_removed() throws Exception {
    server.post(ALL, BILLING);

    assertThat(json(server.post(ONE + "/pause", "")).path("state").asText()).isEqualTo("paused");
    assertThat(json(server.post(ONE + "/resume", "")).path("state").asText()).isEqualTo("active");
    assertThat(json(server.post(ONE + "/resume", "{\"from\":\"earliest\"}")).path("start").asText())
        .isEqualTo("earliest");
    assertThat(json(server.post(ONE + "/replay", "{\"from\":\"last:3\"}")).path("start").asText())
        .isEqualTo("last:3");
    assertThat(server.delete(ONE).statusCode()).isEqualTo(204);
    problem(server.post(ONE + "/replay", "{}"), 400, "missing_field");
  }

  @Test
  void a_pause_takes_no_fields() throws Exception {
    server.post(ALL, BILLING);

    var answer = server.post(ONE + "/pause", "{\"x\":1}");

    problem(answer, 400, "unknown_field");
    assertThat(json(answer).path("detail").asText())
        .isEqualTo("Unknown field 'x'. This call takes no fields.");
    assertThat(json(server.get(ONE)).path("state").asText()).isEqualTo("active");
  }
}
