package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.DeliverySummary;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LastError;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Unsettled;
import io.edgemq.ports.in.ManageSubscriptions.Delivery;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Subscriptions that push, as JSON: what is kept, and what is shown.
final class PushSubscriptionTest {
  private final TestServer server = new TestServer();
  private final PushCalls push = new PushCalls(server);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_push_is_made_with_the_defaults_of_the_specification_and_a_secret() throws Exception {
    var answer = push.create(PushCalls.HOOK, "");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"id":"sub_bbbbbbbbbbbbbbbbbbbbbbbb","name":"b","topic":"orders","pattern":null,\
            "delivery_type":"http_push","start":"latest","ack_wait_seconds":25,"max_deliver":10,\
            "push":{"url":"https://hooks.example/in",\
            "secret":"made-ssssssssssssssssssssssssssssssssssssss","secret_hint":"ssss",\
            "headers":{},"max_in_flight":16,"rate_per_second":null,"timeout_seconds":20,\
            "signature":["mq","standard"],"ordering":"none","lanes":1,"format":"raw"},\
            "state":"active","reason":null,"created_at":"2025-11-21T08:00:00.123Z"}\
            """);
  }

  @Test
  void a_push_is_made_as_it_is_described() throws Exception {
    var answer =
        push.create(
            PushCalls.HOOK
                + ",'secret':'my-long-secret','headers':{'X-Tenant':'acme','Authorization':'Bearer x'},"
                + "'max_in_flight':1000,'rate_per_second':0.5,'timeout_seconds':1.5,"
                + "'signature':['standard'],'ordering':'subject','lanes':16,'format':'cloudevents-structured'",
            ",'ack_wait_seconds':600,'max_deliver':1000");

    var shown = json(answer).path("push");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(shown.toString())
        .isEqualTo(
            """
            {"url":"https://hooks.example/in","secret_hint":"cret",\
            "headers":{"X-Tenant":"***","Authorization":"***"},"max_in_flight":1000,\
            "rate_per_second":0.5,"timeout_seconds":1.5,"signature":["standard"],\
            "ordering":"subject","lanes":16,"format":"cloudevents-structured"}""");
    assertThat(answer.body()).doesNotContain("my-long-secret", "acme", "Bearer x");
    assertThat(server.subscriptions.wished)
        .isNotNull()
        .extracting(Wish::secret)
        .isEqualTo(new Given(new SigningSecret("my-long-secret", SigningSecret.Origin.GIVEN)));
  }

  @Test
  void a_short_secret_has_no_hint() throws Exception {
    var answer = push.create(PushCalls.HOOK + ",'secret':'abcd'", "");

    assertThat(answer.body()).contains("\"secret_hint\":null").doesNotContain("abcd");
  }

  @Test
  void a_secret_that_was_made_is_shown_once() throws Exception {
    push.create(PushCalls.HOOK, "");

    assertThat(push.create(PushCalls.HOOK, "").body()).doesNotContain("\"secret\"");
    assertThat(server.get(PushCalls.ONE).body()).doesNotContain("\"secret\"");
    assertThat(server.get(PushCalls.ALL).body()).doesNotContain("\"secret\"");
    assertThat(server.post(PushCalls.ONE + "/pause", "").body()).doesNotContain("\"secret\"");
    assertThat(push.change("'max_deliver':3").body()).doesNotContain("\"secret\"");
  }

  @ParameterizedTest
  @CsvSource({
    "300,,300,300",
    "1,,1,25",
    ",1,1,1",
    ",600,20,600",
    "20,20,20,20",
  })
  void of_two_times_the_one_that_is_not_said_gives_way(
      String timeout, String ackWait, double expectedTimeout, double expectedAckWait)
      throws Exception {
    var answer =
        json(
            push.create(
                PushCalls.HOOK + (timeout == null ? "" : ",'timeout_seconds':" + timeout),
                ackWait == null ? "" : ",'ack_wait_seconds':" + ackWait));

    assertThat(answer.path("push").path("timeout_seconds").asDouble()).isEqualTo(expectedTimeout);
    assertThat(answer.path("ack_wait_seconds").asDouble()).isEqualTo(expectedAckWait);
  }

  @Test
  void a_change_merges_field_by_field_and_null_is_the_default() throws Exception {
    push.create(
        PushCalls.HOOK
            + ",'headers':{'a':'1'},'max_in_flight':5,'rate_per_second':7,'ordering':'subject'",
        ",'max_deliver':3");

    var one = json(push.change("'push':{'max_in_flight':6}")).path("push");
    var back =
        json(push.change("'push':{'max_in_flight':null,'headers':null,'rate_per_second':null}"));

    assertThat(one.path("max_in_flight").asInt()).isEqualTo(6);
    assertThat(one.path("rate_per_second").asDouble()).isEqualTo(7);
    assertThat(one.path("ordering").asText()).isEqualTo("subject");
    assertThat(one.path("headers").size()).isEqualTo(1);
    assertThat(back.path("push").path("max_in_flight").asInt()).isEqualTo(16);
    assertThat(back.path("push").path("headers").size()).isZero();
    assertThat(back.path("push").path("rate_per_second").isNull()).isTrue();
    assertThat(back.path("push").path("ordering").asText()).isEqualTo("subject");
    assertThat(back.path("max_deliver").asInt()).isEqualTo(3);
  }

  @Test
  void what_is_said_as_it_is_changes_nothing() throws Exception {
    push.create(PushCalls.HOOK, "");
    var before = server.subscriptions.subscription;

    var answer =
        push.change(
            "'start':'latest','delivery_type':'http_push','push':{"
                + PushCalls.HOOK
                + ",'lanes':1,'format':'raw'}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.subscriptions.subscription).isEqualTo(before);
    assertThat(server.subscriptions.said).isEqualTo(new Unsaid());
  }

  @Test
  void lanes_and_format_stay_when_something_else_changes() throws Exception {
    push.create(PushCalls.HOOK + ",'max_in_flight':4,'lanes':4,'format':'cloudevents-binary'", "");

    var same =
        push.change(
            "'push':{'lanes':4,'format':'cloudevents-binary','url':'https://hooks.example/b'}");
    var more = json(push.change("'push':{'max_in_flight':null}")).path("push");

    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(more.path("url").asText()).isEqualTo("https://hooks.example/b");
    assertThat(more.path("max_in_flight").asInt()).isEqualTo(16);
    assertThat(more.path("lanes").asInt()).isEqualTo(4);
    assertThat(more.path("format").asText()).isEqualTo("cloudevents-binary");
  }

  @Test
  void the_default_of_lanes_and_format_is_one_and_raw() throws Exception {
    push.create(PushCalls.HOOK + ",'lanes':null,'format':null", "");
    var before = server.subscriptions.subscription;

    assertThat(push.change("'push':{'lanes':null,'format':null}").statusCode()).isEqualTo(200);
    assertThat(server.subscriptions.subscription).isEqualTo(before);
    assertThat(json(server.get(PushCalls.ONE)).path("push").path("lanes").asInt()).isEqualTo(1);
  }

  @Test
  void the_whole_time_gets_its_default_back_and_covers_the_other_one() throws Exception {
    push.create(PushCalls.HOOK + ",'timeout_seconds':100", ",'ack_wait_seconds':200");

    var answer = json(push.change("'ack_wait_seconds':null"));

    assertThat(answer.path("ack_wait_seconds").asInt()).isEqualTo(100);
  }

  @Test
  void a_change_of_the_secret_is_handed_on_and_not_shown() throws Exception {
    push.create(PushCalls.HOOK, "");

    var answer = push.change("'push':{'secret':'another-one'}");

    assertThat(answer.body()).doesNotContain("another-one");
    assertThat(server.subscriptions.said)
        .isEqualTo(new Given(new SigningSecret("another-one", SigningSecret.Origin.GIVEN)));
  }

  @Test
  void a_description_tells_how_the_endpoint_is_doing() throws Exception {
    push.create(PushCalls.HOOK, "");
    server.subscriptions.lag = new Lag(100_000, true);
    server.subscriptions.delivery =
        new Delivery(
            new DeliverySummary(
                9,
                2,
                4,
                false,
                new CircuitBreaker.Open(
                    FakeQueues.BORN.plusSeconds(30), Duration.ofSeconds(30), 10),
                Optional.of(
                    new LastError(
                        FakeQueues.BORN,
                        FailureClass.STATUS,
                        OptionalInt.of(503),
                        "the endpoint answered 503"))),
            5,
            6);

    var answer = server.get(PushCalls.ONE).body();

    assertThat(answer)
        .contains(
            """
            "format":"raw","breaker":{"state":"open","failures":10,\
            "next_probe_at":"2025-11-21T08:00:30.123Z"},\
            "last_error":{"at":"2025-11-21T08:00:00.123Z","class":"status","status":503,\
            "detail":"the endpoint answered 503"}},"state":"active\"\
            """)
        .endsWith(
            """
            "streams":2,"lag":100000,"lag_capped":true,"in_flight":1,"expired":4,\
            "dead_letters":5,"dead_letters_dropped":6}\
            """);
  }

  @Test
  void an_endpoint_that_is_well_has_no_error_and_no_probe() throws Exception {
    push.create(PushCalls.HOOK, "");
    server.subscriptions.delivery =
        new Delivery(DeliverySummary.of(List.of(DeliveryProgress.begin(0, 1))), 0, 0);

    assertThat(server.get(PushCalls.ONE).body())
        .contains(
            "\"breaker\":{\"state\":\"closed\",\"failures\":0,\"next_probe_at\":null},"
                + "\"last_error\":null}")
        .doesNotContain("held");
  }

  private static DeliveryProgress held() {
    var all =
        LongStream.rangeClosed(1, DeliveryLane.MOST_UNSETTLED)
            .mapToObj(n -> new MessageKey(Backlog.TOPIC, n))
            .map(key -> new Unsettled(key, new Subject("orders"), 1, FakeQueues.BORN))
            .toList();
    return new DeliveryProgress(
        0,
        1,
        DeliveryLane.MOST_UNSETTLED + 1,
        all,
        CircuitBreaker.CLOSED,
        Optional.empty(),
        Optional.empty(),
        0,
        0);
  }

  @Test
  void a_push_that_is_held_says_why() throws Exception {
    push.create(PushCalls.HOOK, "");
    server.subscriptions.delivery = new Delivery(DeliverySummary.of(List.of(held())), 0, 0);

    assertThat(json(server.get(PushCalls.ONE)).path("held").asText()).isEqualTo("exceptions");
  }

  @Test
  void a_push_that_its_endpoint_refused_for_good_is_disabled() throws Exception {
    push.create(PushCalls.HOOK, "");
    server.subscriptions.subscription =
        server.subscriptions.there().with(SubscriptionState.DISABLED);

    var answer = json(server.get(PushCalls.ONE));

    assertThat(answer.path("state").asText()).isEqualTo("disabled");
    assertThat(answer.path("reason").asText()).isEqualTo("gone");
  }
}
