package io.edgemq.http;

import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a subscription that pushes cannot be.
final class PushRefusalTest {
  private final TestServer server = new TestServer();
  private final PushCalls push = new PushCalls(server);

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'max_in_flight':0|400|invalid_value",
        "'max_in_flight':1001|400|invalid_value",
        "'max_in_flight':1.5|400|invalid_field",
        "'max_in_flight':'x'|400|invalid_field",
        "'rate_per_second':0.09|400|invalid_value",
        "'rate_per_second':10000.01|400|invalid_value",
        "'rate_per_second':-1|400|invalid_value",
        "'rate_per_second':1e400|400|invalid_value",
        "'rate_per_second':'x'|400|invalid_field",
        "'timeout_seconds':0|400|invalid_value",
        "'timeout_seconds':0.999|400|invalid_value",
        "'timeout_seconds':301|400|invalid_value",
        "'timeout_seconds':300.001|400|invalid_value",
        "'timeout_seconds':-1|400|invalid_value",
        "'timeout_seconds':1.0001|400|invalid_field",
        "'signature':[]|400|invalid_value",
        "'signature':['mq','sha1']|400|invalid_value",
        "'signature':'mq'|400|invalid_field",
        "'ordering':'group'|400|invalid_value",
        "'ordering':1|400|invalid_field",
        "'lanes':0|400|invalid_value",
        "'lanes':-1|400|invalid_value",
        "'lanes':17,'max_in_flight':17|400|invalid_value",
        "'lanes':3,'max_in_flight':2|400|invalid_value",
        "'max_in_flight':2,'lanes':3|400|invalid_value",
        "'lanes':1.5|400|invalid_field",
        "'lanes':'1'|400|invalid_field",
        "'format':'cloudevents'|400|invalid_value",
        "'format':'RAW'|400|invalid_value",
        "'format':''|400|invalid_value",
        "'format':1|400|invalid_field",
        "'secret':''|400|invalid_value",
        "'secret':'with space'|400|invalid_value",
        "'secret':'zoë'|400|invalid_value",
        "'secret':7|400|invalid_field",
        "'headers':{'Host':'x'}|400|invalid_header",
        "'headers':{'connection':'close'}|400|invalid_header",
        "'headers':{'Content-Length':'1'}|400|invalid_header",
        "'headers':{'Transfer-Encoding':'chunked'}|400|invalid_header",
        "'headers':{'X-MQ-Anything':'1'}|400|invalid_header",
        "'headers':{'Webhook-Id':'1'}|400|invalid_header",
        "'headers':{'ce-id':'1'}|400|invalid_header",
        "'headers':{'TE':'trailers'}|400|invalid_header",
        "'headers':{'Upgrade':'h2c'}|400|invalid_header",
        "'headers':{'Keep-Alive':'1'}|400|invalid_header",
        "'headers':{'Proxy-Authorization':'1'}|400|invalid_header",
        "'headers':{'Trailer':'x'}|400|invalid_header",
        "'headers':{'Expect':'100-continue'}|400|invalid_header",
        "'headers':{'':'x'}|400|invalid_header",
        "'headers':{'a b':'x'}|400|invalid_header",
        "'headers':{'a:b':'x'}|400|invalid_header",
        "'headers':{'ä':'x'}|400|invalid_header",
        "'headers':{'\\u212Aeep-Alive':'x'}|400|invalid_header",
        "'headers':{'a':'x\\r\\nX-MQ-Id: 9'}|400|invalid_header",
        "'headers':{'a':'\\u0000'}|400|invalid_header",
        "'headers':{'a':'\\u007f'}|400|invalid_header",
        "'headers':{'a':'\\ud800'}|400|invalid_header",
        "'headers':{'a':' x'}|400|invalid_header",
        "'headers':{'a':'x','A':'y'}|400|invalid_header",
        "'headers':{'a':1}|400|invalid_field",
        "'headers':[]|400|invalid_field",
        "'unknown':1|400|unknown_field"
      },
      quoteCharacter = '`')
  void what_no_push_can_have_is_refused(String field, int status, String code) throws Exception {
    var answer = push.create(PushCalls.HOOK + "," + field, "");

    problem(answer, status, code);
    assertThat(server.subscriptions.subscription).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'max_deliver':0|invalid_value",
        "'max_deliver':1001|invalid_value",
        "'ack_wait_seconds':0|invalid_value",
        "'ack_wait_seconds':0.5|invalid_value",
        "'ack_wait_seconds':600.001|invalid_value",
        "'ack_wait_seconds':-3|invalid_value",
        "'queue':{}|invalid_field",
        "'start':'whenever'|invalid_field"
      },
      quoteCharacter = '`')
  void what_no_subscription_that_pushes_can_have_is_refused(String more, String code)
      throws Exception {
    problem(push.create(PushCalls.HOOK, "," + more), 400, code);
  }

  @Test
  void a_push_needs_a_url() throws Exception {
    problem(push.create("", ""), 400, "missing_field");
    problem(
        server.post(
            PushCalls.ALL, "{\"name\":\"b\",\"topic\":\"t\",\"delivery_type\":\"http_push\"}"),
        400,
        "missing_field");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "example.org",
        "https://user@example.org/",
        "https://example.org/#a",
        "https://example.org\\\\evil/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://example.org:65536/",
        "https://[fe80::1%25eth0]/",
        "https://exämple.org/",
        "https://"
      })
  void what_is_no_plain_url_is_refused(String url) throws Exception {
    problem(push.create("'url':'" + url + "'", ""), 422, "url_invalid");
  }

  @Test
  void a_url_that_leads_to_the_operators_network_is_refused() throws Exception {
    server.subscriptions.refusal = new Refusal.UrlForbidden();

    problem(push.create("'url':'http://127.0.0.1/'", ""), 422, "url_forbidden");
  }

  @Test
  void the_limits_of_headers_are_kept() throws Exception {
    var twenty = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      twenty.append(i == 0 ? "" : ",").append("'h").append(i).append("':'v'");
    }

    problem(
        push.create(PushCalls.HOOK + ",'headers':{" + twenty + ",'one':'more'}", ""),
        400,
        "invalid_header");
    problem(
        push.create(PushCalls.HOOK + ",'headers':{'a':'" + "x".repeat(8192) + "'}", ""),
        400,
        "invalid_header");
    assertThat(push.create(PushCalls.HOOK + ",'headers':{" + twenty + "}", "").statusCode())
        .isEqualTo(201);
    assertThat(
            push.create(PushCalls.HOOK + ",'headers':{'a':'" + "x".repeat(8191) + "'}", "")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_secret_has_256_characters_at_most() throws Exception {
    problem(
        push.create(PushCalls.HOOK + ",'secret':'" + "s".repeat(257) + "'", ""),
        400,
        "invalid_value");
    assertThat(push.create(PushCalls.HOOK + ",'secret':'" + "s".repeat(256) + "'", "").statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'push':{'lanes':2}|422|immutable_field",
        "'push':{'lanes':'1'}|422|immutable_field",
        "'push':{'format':'cloudevents'}|422|immutable_field",
        "'push':{'format':'cloudevents-binary'}|422|immutable_field",
        "'start':'earliest'|422|immutable_field",
        "'delivery_type':'sse'|422|immutable_field",
        "'push':{'url':null}|400|missing_field",
        "'push':{'url':'x'}|422|url_invalid",
        "'push':{'secret':null}|400|invalid_value",
        "'push':{'secret':''}|400|invalid_value",
        "'push':{'timeout_seconds':301}|400|invalid_value",
        "'push':{'headers':{'Host':'x'}}|400|invalid_header",
        "'push':7|400|invalid_field",
        "'max_deliver':1001|400|invalid_value",
        "'ack_wait_seconds':601|400|invalid_value",
        "'queue':{}|400|invalid_field"
      },
      quoteCharacter = '`')
  void what_cannot_change_is_refused(String fields, int status, String code) throws Exception {
    push.create(PushCalls.HOOK, "");
    var before = server.subscriptions.subscription;

    var answer = push.change(fields);

    problem(answer, status, code);
    assertThat(server.subscriptions.subscription).isEqualTo(before);
  }

  @Test
  void there_are_no_more_lanes_than_attempts_at_the_same_time() throws Exception {
    push.create(PushCalls.HOOK + ",'max_in_flight':4,'lanes':4,'format':'cloudevents-binary'", "");
    var before = server.subscriptions.subscription;

    var fewer = push.change("'push':{'max_in_flight':3}");
    var noLanes = push.change("'push':{'lanes':null}");
    var noFormat = push.change("'push':{'format':null}");

    assertThat(problem(fewer, 400, "invalid_value").path("detail").asText())
        .isEqualTo("The value of 'push.max_in_flight' must be no less than 'lanes', which is 4.");
    problem(noLanes, 422, "immutable_field");
    problem(noFormat, 422, "immutable_field");
    assertThat(server.subscriptions.subscription).isEqualTo(before);
  }
}
