package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.http.FakeAttempts.Asked;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadAttempts.Page;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AttemptEndpointTest {
  private static final String ATTEMPTS =
      "/v1/subscriptions/" + FakeSubscriptions.ID.value() + "/attempts";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private static AttemptRecord attempt(
      OptionalInt status, Optional<FailureClass> error, String answer) {
    return new AttemptRecord(
        FakeQueues.BORN, 7, 2, status, Duration.ofNanos(12_999_999), error, answer);
  }

  @Test
  void attempts_are_shown_with_null_for_what_there_was_none_of() throws Exception {
    server.attempts.page =
        Outcome.done(
            new Page(
                List.of(
                    attempt(OptionalInt.of(200), Optional.empty(), "ok\n\"ü\""),
                    attempt(OptionalInt.of(503), Optional.of(FailureClass.STATUS), "later"),
                    attempt(OptionalInt.empty(), Optional.of(FailureClass.TIMEOUT), "no head")),
                null));

    var answer = server.get(ATTEMPTS);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"attempts":[\
            {"at":"2025-11-21T08:00:00.123Z","sequence":7,"attempt":2,"status":200,\
            "duration_ms":12,"error":null,"answer":"ok\\n\\"ü\\""},\
            {"at":"2025-11-21T08:00:00.123Z","sequence":7,"attempt":2,"status":503,\
            "duration_ms":12,"error":"status","answer":"later"},\
            {"at":"2025-11-21T08:00:00.123Z","sequence":7,"attempt":2,"status":null,\
            "duration_ms":12,"error":"timeout","answer":"no head"}],"next_cursor":null}""");
  }

  @Test
  void attempts_are_read_page_by_page() throws Exception {
    server.attempts.page =
        Outcome.done(
            new Page(List.of(attempt(OptionalInt.of(200), Optional.empty(), "")), 1L << 40));

    var cursor = json(server.get(ATTEMPTS + "?limit=1")).path("next_cursor").asText();
    server.get(ATTEMPTS + "?cursor=" + cursor);

    assertThat(server.attempts.asked)
        .containsExactly(
            new Asked(FakeSubscriptions.ID, null, 1),
            new Asked(FakeSubscriptions.ID, 1L << 40, 100));
    problem(server.get(ATTEMPTS + "?cursor=eA"), 400, "invalid_cursor");
    problem(server.get(ATTEMPTS + "?limit=0"), 400, "out_of_range");
    problem(server.get(ATTEMPTS + "?before=7"), 400, "unknown_parameter");
  }

  @Test
  void what_does_not_push_or_is_not_there_has_none() throws Exception {
    server.attempts.page = Outcome.refused(new Refusal.NotPush());
    problem(server.get(ATTEMPTS), 409, "not_push");

    server.attempts.page = Outcome.refused(new Refusal.NoSuchSubscription());
    problem(server.get(ATTEMPTS), 404, "subscription_not_found");
    problem(server.get("/v1/subscriptions/nobody/attempts"), 404, "subscription_not_found");
  }
}
