package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Placement;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Range;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.FixedProperty;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ProblemsTest {
  private static void isProblem(Refusal refusal, int status, String code, String detail) {
    var problem = Problems.of(refusal);

    assertThat(problem.status().code()).isEqualTo(status);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.detail()).isEqualTo(detail);
  }

  @Test
  void what_the_store_cannot_place_is_unprocessable_and_told() {
    isProblem(
        new Refusal.Unplaceable(new Placement(3, "eu")),
        422,
        "placement_unsatisfiable",
        "The cluster has fewer than 3 servers for geo 'eu' with room for this."
            + " Ask for fewer replicas or another geo.");
    isProblem(
        new Refusal.Unplaceable(new Placement(1, "auto")),
        422,
        "placement_unsatisfiable",
        "The cluster has no server with room for this. Ask for fewer replicas or another geo.");
  }

  @Test
  void what_somebody_else_has_in_the_store_is_a_conflict_with_its_words() {
    isProblem(
        new Refusal.SubjectsTaken("subjects overlap with an existing stream"),
        409,
        "subjects_taken",
        "Something else in the store has these subjects: subjects overlap with an existing stream."
            + " Choose another name, or remove it.");
  }

  private static Stream<Arguments> refusalsOfTheControlPlane() {
    return Stream.of(
        Arguments.of(new Refusal.InsufficientScope("queue:jobs"), 403, "insufficient_scope"),
        Arguments.of(new Refusal.TenantSuspended(), 403, "tenant_suspended"),
        Arguments.of(new Refusal.KeyNeeded(), 403, "key_required"),
        Arguments.of(new Refusal.NoSuchTenant(), 404, "tenant_not_found"),
        Arguments.of(new Refusal.NoSuchKey(), 404, "key_not_found"),
        Arguments.of(new Refusal.NoSuchInvite(), 404, "invite_not_found"),
        Arguments.of(new Refusal.NoSuchInviteRequest(), 404, "invite_request_not_found"),
        Arguments.of(new Refusal.InviteGone(), 410, "invite_gone"),
        Arguments.of(new Refusal.NoStreamPath(), 400, "invalid_path"),
        Arguments.of(new Refusal.ExpiryRefused(), 400, "invalid_value"),
        Arguments.of(new Refusal.NothingToBackUp(), 409, "nothing_to_back_up"),
        Arguments.of(
            new Refusal.AlreadyDecided(InviteRequest.Status.PENDING), 409, "already_decided"));
  }

  @ParameterizedTest
  @MethodSource("refusalsOfTheControlPlane")
  void every_refusal_of_the_control_plane_has_a_code_of_its_own(
      Refusal refusal, int status, String code) {
    var problem = Problems.of(refusal);

    assertThat(problem.status().code()).isEqualTo(status);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.detail()).endsWith(".");
  }

  @Test
  void a_refusal_of_the_store_is_no_outage() {
    var problem = OutageProblems.of(new StoreException.Refused("why", new IllegalStateException()));

    assertThat(problem.status().code()).isEqualTo(502);
    assertThat(problem.code()).isEqualTo("store_refused");
    assertThat(problem.detail()).doesNotContain("why");
  }

  @Test
  void a_change_that_others_overtook_each_time_is_a_conflict() {
    var problem = Problems.of(new Refusal.Contended());

    assertThat(problem.status().code()).isEqualTo(409);
    assertThat(problem.code()).isEqualTo("concurrent_change");
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUE_VISIBILITY,visibility_timeout_seconds",
    "VISIBILITY,visibility_seconds",
    "DELAY,delay_seconds",
    "NACK_DELAY,delay_seconds",
    "RETENTION,retention_seconds",
    "DEDUP_WINDOW,dedup_window_seconds",
    "QUEUE_MESSAGE_BYTES,max_message_bytes",
    "BATCH_ENTRIES,messages",
    "SETTLEMENTS,receipts",
    "RECEIVE_MAX,max",
    "RECEIVE_WAIT,wait_seconds",
    "WORK_CREDIT,credit",
    "PAGE,limit",
  })
  void a_limit_is_named_as_the_field_of_the_request(Limit limit, String field) {
    isProblem(
        new Refusal.OutOfRange(limit, new Range.Numbers(1, 100)),
        400,
        "out_of_range",
        "The value of '" + field + "' must be 1 to 100.");
  }

  @ParameterizedTest
  @CsvSource({
    "PUSH_IN_FLIGHT,push.max_in_flight",
    "PUSH_RATE,push.rate_per_second",
    "PUSH_TIMEOUT,push.timeout_seconds",
    "ACK_WAIT,ack_wait_seconds",
    "MAX_DELIVER,max_deliver",
    "SECRET_OVERLAP,overlap_seconds",
  })
  void a_limit_of_deliveries_has_its_own_code(Limit limit, String field) {
    isProblem(
        new Refusal.OutOfRange(limit, new Range.Decimals(0.1, 10_000)),
        400,
        "invalid_value",
        "The value of '" + field + "' must be 0.1 to 10000.");
  }

  @Test
  void a_url_that_leads_to_the_operators_network_is_unprocessable() {
    isProblem(
        new Refusal.UrlForbidden(),
        422,
        "url_forbidden",
        "Nothing is sent to the host of 'push.url': its address is private or reserved. Use a"
            + " public one, or have the operator allow it with --push-allow.");
  }

  @Test
  void a_rotation_that_is_under_way_says_how_it_ends() {
    isProblem(
        new Refusal.RotationPending(null),
        409,
        "rotation_pending",
        "A secret is staged. Promote it before another one comes.");
    isProblem(
        new Refusal.RotationPending(FakeQueues.BORN),
        409,
        "rotation_pending",
        "The former secret signs until 2025-11-21T08:00:00.123Z. Replace the secret after that.");
  }

  @Test
  void what_only_pushes_have_is_a_conflict_elsewhere() {
    isProblem(
        new Refusal.NotPush(),
        409,
        "not_push",
        "Only a subscription of delivery type http_push has this.");
    isProblem(
        new Refusal.NothingStaged(),
        409,
        "nothing_staged",
        "No secret is staged. Stage one first.");
  }

  @Test
  void a_range_of_durations_is_told_in_seconds() {
    isProblem(
        new Refusal.OutOfRange(
            Limit.DELAY, new Range.Durations(Duration.ZERO, Duration.ofMinutes(15))),
        400,
        "out_of_range",
        "The value of 'delay_seconds' must be 0 to 900 seconds.");
  }

  @ParameterizedTest
  @EnumSource(FixedProperty.class)
  void what_stays_as_it_was_created_is_an_immutable_field(FixedProperty property) {
    var problem = Problems.of(new Refusal.Immutable(property));

    assertThat(problem.status().code()).isEqualTo(422);
    assertThat(problem.code()).isEqualTo("immutable_field");
    assertThat(problem.detail()).contains("cannot").endsWith(".");
  }

  @Test
  void what_exists_with_another_configuration_is_a_conflict() {
    isProblem(
        new Refusal.QueueExists(new QueueName("jobs")),
        409,
        "already_exists",
        "A queue jobs already exists with another configuration. Change it with PATCH.");
    isProblem(
        new Refusal.TopicExists(new TopicName("orders")),
        409,
        "already_exists",
        "A topic orders already exists with another configuration. Change it with PATCH.");
    isProblem(
        new Refusal.SubscriptionExists("s"),
        409,
        "already_exists",
        "A subscription s already exists with another configuration. Change it with PATCH.");
  }

  @Test
  void what_the_server_writes_itself_is_forbidden_to_others() {
    isProblem(
        new Refusal.SystemTopic(TopicName.EVENTS),
        403,
        "system_topic",
        "Only the server makes, changes, removes and writes to the topic $events. Read it.");
  }

  @Test
  void a_name_that_only_a_fifo_queue_may_have_is_unprocessable() {
    isProblem(
        new Refusal.FifoName(new QueueName("a.fifo")),
        422,
        "fifo_name",
        "Only a FIFO queue's name may end in .fifo. Add \"fifo\": true.");
  }

  @Test
  void a_redrive_to_the_same_queue_is_unprocessable() {
    isProblem(
        new Refusal.RedriveToItself(new QueueName("dead")),
        422,
        "redrive_to_itself",
        "Name another queue, or none to send each message back to its own.");
  }
}
