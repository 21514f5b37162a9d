package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.DeliverySummary;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.in.ManageDeadLetters.Page;
import io.edgemq.ports.in.ManageSubscriptions.Delivery;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.RotateSecrets.AtOnce;
import io.edgemq.ports.in.RotateSecrets.Rotated;
import io.edgemq.ports.in.RotateSecrets.Rotation;
import io.edgemq.ports.in.RotateSecrets.Staged;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Between;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls that only subscriptions that push have.
final class PushEndpointsTest {
  private static final String ALL = "/v1/subscriptions";
  private static final String ONE = ALL + "/" + FakeSubscriptions.ID.value();
  private static final String ROTATE = ONE + "/secret/rotate";
  private static final String PROMOTE = ONE + "/secret/promote";
  private static final String LETTERS = ONE + "/dead-letters";
  private static final String REDRIVE = LETTERS + "/redrive";
  private static final Duration DAY = Duration.ofDays(1);

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private void rotates(@Nullable SigningSecret made) throws Exception {
    server.post(
        ALL,
        """
        {"name":"b","topic":"orders","delivery_type":"http_push",\
        "push":{"url":"https://hooks.example/in"}}""");
    var delivery = new Delivery(DeliverySummary.of(List.of(DeliveryProgress.begin(0, 1))), 0, 0);
    var description =
        new Description(server.subscriptions.there(), 0, new Lag(3, false), 0, delivery);
    server.deliveries.rotated = Outcome.done(new Rotated(description, made));
  }

  @Test
  void a_rotation_answers_the_description_and_the_secret_that_it_made() throws Exception {
    rotates(FakeSubscriptions.MADE);

    var answer = json(server.post(ROTATE, ""));

    assertThat(answer.path("push").path("secret").asText())
        .isEqualTo(FakeSubscriptions.MADE.text());
    assertThat(answer.path("push").path("breaker").path("state").asText()).isEqualTo("closed");
    assertThat(answer.path("lag").asInt()).isEqualTo(3);
    assertThat(server.deliveries.rotations).containsExactly(new Rotation(null, new AtOnce(DAY)));
  }

  @Test
  void a_secret_that_was_given_is_not_shown() throws Exception {
    rotates(null);

    var answer = server.post(ROTATE, "{\"secret\":\"given\",\"overlap_seconds\":0}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("given", "\"secret\"");
    assertThat(server.deliveries.rotations)
        .containsExactly(
            new Rotation(
                new SigningSecret("given", SigningSecret.Origin.GIVEN), new AtOnce(Duration.ZERO)));
  }

  @Test
  void a_secret_is_staged_and_promoted() throws Exception {
    rotates(null);

    server.post(ROTATE, "{\"stage\":true}");
    server.post(PROMOTE, "{\"overlap_seconds\":604800}");
    server.post(PROMOTE, "");

    assertThat(server.deliveries.rotations).containsExactly(new Rotation(null, new Staged()));
    assertThat(server.deliveries.promotions).containsExactly(Duration.ofDays(7), DAY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'overlap_seconds':-1|invalid_value",
        "'overlap_seconds':604800.001|invalid_value",
        "'overlap_seconds':'1'|invalid_field",
        "'secret':'a b'|invalid_value",
        "'stage':1|invalid_field",
        "'staged':true|unknown_field"
      },
      quoteCharacter = '`')
  void what_is_no_rotation_is_refused(String fields, String code) throws Exception {
    problem(server.post(ROTATE, "{" + fields.replace('\'', '"') + "}"), 400, code);

    assertThat(server.deliveries.rotations).isEmpty();
  }

  @Test
  void a_rotation_beside_another_one_is_a_conflict() throws Exception {
    server.deliveries.rotated = Outcome.refused(new Refusal.RotationPending(null));
    problem(server.post(ROTATE, ""), 409, "rotation_pending");

    server.deliveries.rotated = Outcome.refused(new Refusal.NothingStaged());
    problem(server.post(PROMOTE, ""), 409, "nothing_staged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/secret/rotate", "/secret/promote", "/dead-letters/redrive", "/test"})
  void what_does_not_push_has_none_of_it(String path) throws Exception {
    server.deliveries.rotated = Outcome.refused(new Refusal.NotPush());
    server.deliveries.moved = Outcome.refused(new Refusal.NotPush());
    server.deliveries.tried = Outcome.refused(new Refusal.NotPush());
    server.deliveries.page = Outcome.refused(new Refusal.NotPush());

    problem(server.post(ONE + path, ""), 409, "not_push");
    problem(server.get(LETTERS), 409, "not_push");
  }

  @Test
  void a_test_takes_no_fields() throws Exception {
    var answer = server.post(ONE + "/test", "{\"x\":1}");

    problem(answer, 400, "unknown_field");
    assertThat(answer.body()).contains("Unknown field 'x'. This call takes no fields.");
  }

  private static DeadLetter letter(long sequence, Settlement.Reason reason, OptionalInt status) {
    var message = FakeTopics.message(sequence, "orders.eu", new byte[] {'h', 'i'});
    return new DeadLetter(message, reason, status, 10, FakeQueues.BORN.plusSeconds(5));
  }

  @Test
  void dead_letters_are_shown_as_messages_are_with_what_became_of_them() throws Exception {
    var refused = letter(7, new Settlement.Reason.Status(404), OptionalInt.of(404));
    var tried = letter(9, new Settlement.Reason.MaxDeliver(), OptionalInt.empty());
    server.deliveries.page = Outcome.done(new Page(List.of(refused, tried), null));

    var answer = server.get(LETTERS + "?body=text");

    assertThat(answer.body())
        .isEqualTo(
            """
            {"dead_letters":[{"id":"orders-7","sequence":7,"topic":"orders","subject":"orders.eu",\
            "timestamp":%d,"content_type":"application/json","attributes":{"k":"v"},"body":"hi",\
            "reason":"status_404","last_status":404,"attempts":10,\
            "dead_at":"2025-11-21T08:00:05.123Z"},\
            {"id":"orders-9","sequence":9,"topic":"orders","subject":"orders.eu",\
            "timestamp":%1$d,"content_type":"application/json","attributes":{"k":"v"},"body":"hi",\
            "reason":"max_deliver","last_status":null,"attempts":10,\
            "dead_at":"2025-11-21T08:00:05.123Z"}],"next_cursor":null}\
            """
                .formatted(refused.message().timestamp().toEpochMilli()));
  }

  @Test
  void dead_letters_are_read_page_by_page() throws Exception {
    var letter = letter(7, new Settlement.Reason.MaxDeliver(), OptionalInt.empty());
    server.deliveries.page = Outcome.done(new Page(List.of(letter), 7L));

    var cursor = json(server.get(LETTERS + "?limit=1")).path("next_cursor").asText();
    server.get(LETTERS + "?limit=1&cursor=" + cursor);

    assertThat(server.deliveries.afters).containsExactly(0L, 7L);
    problem(server.get(LETTERS + "?cursor=eA"), 400, "invalid_cursor");
    problem(server.get(LETTERS + "?limit=0"), 400, "out_of_range");
  }

  @Test
  void dead_letters_are_redriven_by_sequences_by_range_or_all() throws Exception {
    var all = server.post(REDRIVE, "");
    server.post(REDRIVE, "{\"sequences\":[3,5,3,-1]}");
    server.post(REDRIVE, "{\"sequences\":[]}");
    server.post(REDRIVE, "{\"from\":3,\"to\":5}");
    server.post(REDRIVE, "{\"from\":3}");
    server.post(REDRIVE, "{\"to\":5,\"dry_run\":false}");

    assertThat(all.statusCode()).isEqualTo(202);
    assertThat(all.body()).isEqualTo("{\"moved\":3}");
    assertThat(server.deliveries.redrives)
        .containsExactly(
            new All(),
            new Sequences(Set.of(3L, 5L, -1L)),
            new Sequences(Set.of()),
            new Between(3, 5),
            new Between(3, Long.MAX_VALUE),
            new Between(1, 5));
  }

  @Test
  void a_dry_run_moves_nothing() throws Exception {
    var answer = server.post(REDRIVE, "{\"dry_run\":true}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"would_move\":3}");
    assertThat(server.deliveries.counts).containsExactly(new All());
    assertThat(server.deliveries.redrives).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'sequences':[1],'from':1|invalid_field",
        "'sequences':[1],'to':1|invalid_field",
        "'sequences':['1']|invalid_field",
        "'sequences':[1.5]|invalid_field",
        "'sequences':[10000000000000000000]|invalid_field",
        "'sequences':1|invalid_field",
        "'from':'a'|invalid_field",
        "'to':-1|out_of_range",
        "'dry_run':1|invalid_field",
        "'all':true|unknown_field"
      },
      quoteCharacter = '`')
  void what_is_no_redrive_is_refused(String fields, String code) throws Exception {
    problem(server.post(REDRIVE, "{" + fields.replace('\'', '"') + "}"), 400, code);

    assertThat(server.deliveries.redrives).isEmpty();
  }

  @Test
  void a_test_tells_what_came_of_it() throws Exception {
    var good = server.post(ONE + "/test", "");
    server.deliveries.tried =
        Outcome.done(
            new AttemptRecord(
                FakeQueues.BORN,
                0,
                1,
                OptionalInt.empty(),
                Duration.ofMillis(3),
                Optional.of(FailureClass.ADDRESS_FORBIDDEN),
                "no packet was sent"));
    var bad = server.post(ONE + "/test", "{}");

    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(good.body())
        .isEqualTo(
            """
            {"attempt":{"at":"2025-11-21T08:00:00.123Z","sequence":0,"attempt":1,"status":204,\
            "duration_ms":12,"error":null,"answer":""}}\
            """);
    assertThat(bad.statusCode()).isEqualTo(200);
    assertThat(bad.body())
        .contains("\"status\":null,\"duration_ms\":3,\"error\":\"address_forbidden\"");
  }
}
