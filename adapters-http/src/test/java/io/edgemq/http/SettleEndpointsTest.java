package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.Staleness;
import io.edgemq.ports.in.SettleMessages.Ended;
import io.edgemq.ports.in.SettleMessages.Extended;
import io.edgemq.ports.in.SettleMessages.Order;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettleEndpointsTest {
  private static final String SETTLE = "/v1/queues/jobs/settle";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_deleted_receipt_is_acknowledged() throws Exception {
    var answer = server.delete("/v1/queues/jobs/messages/abc-_1");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(server.leases.orders).containsExactly(new Order.Ack("abc-_1"));
  }

  @Test
  void a_stale_receipt_is_a_conflict_and_a_foreign_one_is_bad() throws Exception {
    server.leases.effects.add(
        Outcome.refused(new Refusal.ReceiptStale(Staleness.HANDED_OUT_AGAIN)));
    problem(server.delete("/v1/queues/jobs/messages/r1"), 409, "receipt_stale");

    server.leases.effects.set(0, Outcome.refused(new Refusal.ReceiptInvalid()));
    problem(server.delete("/v1/queues/jobs/messages/r1"), 400, "receipt_invalid");
  }

  @Test
  void only_a_message_that_was_handed_out_again_is_said_to_be() {
    assertThat(RefusalWords.stale(Staleness.HANDED_OUT_AGAIN)).contains("handed out again");
    assertThat(RefusalWords.stale(Staleness.GIVEN_BACK))
        .contains("given back")
        .doesNotContain("handed out");
    assertThat(RefusalWords.stale(Staleness.LEFT_THE_QUEUE))
        .contains("left the queue")
        .doesNotContain("handed out");
  }

  @Test
  void each_receipt_is_answered_in_order() throws Exception {
    server.leases.effects.add(Outcome.done(new Ended()));
    server.leases.effects.add(Outcome.refused(new Refusal.ReceiptStale(Staleness.LEFT_THE_QUEUE)));
    server.leases.effects.add(
        Outcome.done(new Extended("r3b", Instant.parse("2025-11-21T09:00:00Z"))));
    server.leases.effects.add(Outcome.refused(new Refusal.NothingToRejectTo()));

    var answer =
        server.post(
            SETTLE,
            """
            {"reject":[{"receipt":"r4","reason":"broken"}],"ack":["r1"],\
            "extend":[{"receipt":"r3","visibility_seconds":60}],\
            "nack":[{"receipt":"r2","delay_seconds":0.5}]}""");

    assertThat(server.leases.orders)
        .containsExactly(
            new Order.Ack("r1"),
            new Order.Nack("r2", Duration.ofMillis(500)),
            new Order.Extend("r3", Duration.ofMinutes(1)),
            new Order.Reject("r4", new DeadLetterReason("broken")));
    var results = json(answer).path("results");
    assertThat(results.get(0).toString())
        .isEqualTo("{\"receipt\":\"r1\",\"action\":\"ack\",\"ok\":true}");
    assertThat(results.get(1).path("ok").asBoolean()).isFalse();
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("receipt_stale");
    assertThat(results.get(2).toString())
        .isEqualTo(
            "{\"receipt\":\"r3\",\"action\":\"extend\",\"ok\":true,\"new_receipt\":\"r3b\","
                + "\"visible_until\":\"2025-11-21T09:00:00Z\"}");
    assertThat(results.get(3).path("action").asText()).isEqualTo("reject");
    assertThat(results.get(3).path("error").path("code").asText())
        .isEqualTo("no_dead_letter_queue");
  }

  @Test
  void a_nack_without_a_delay_is_for_now_and_a_reason_may_be_left_out() throws Exception {
    server.post(SETTLE, "{\"nack\":[{\"receipt\":\"r1\"}],\"reject\":[{\"receipt\":\"r2\"}]}");

    assertThat(server.leases.orders)
        .containsExactly(
            new Order.Nack("r1", Duration.ZERO),
            new Order.Reject("r2", new DeadLetterReason("rejected")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_field",
        "{\"ack\":\"r1\"}|invalid_field",
        "{\"ack\":[1]}|invalid_field",
        "{\"acks\":[]}|unknown_field",
        "{\"nack\":[{}]}|missing_field",
        "{\"nack\":[\"r1\"]}|invalid_field",
        "{\"nack\":[{\"receipt\":\"r\",\"delay\":1}]}|unknown_field",
        "{\"extend\":[{\"receipt\":\"r\"}]}|missing_field",
        "{\"reject\":[{\"receipt\":\"r\",\"reason\":\"\"}]}|invalid_field",
        "{\"reject\":[{\"receipt\":\"r\",\"reason\":\"\\u0007\"}]}|invalid_field"
      })
  void what_settles_nothing_is_refused(String body, String code) throws Exception {
    problem(server.post(SETTLE, body), 400, code);
    assertThat(server.leases.orders).isEmpty();
  }
}
