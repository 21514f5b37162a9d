package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AuditTrailTest extends ControlFixture {
  private static final AuditedAction ACTION = new AuditedAction(OPS, "key.revoke", "ak_1", ACME);

  private final AtomicInteger done = new AtomicInteger();

  private Outcome<Unit> work() {
    done.incrementAndGet();
    return Unit.done();
  }

  @Test
  void an_action_is_written_down_before_it_is_done() {
    trail.during(
        ACTION,
        () -> {
          assertThat(log.lines()).containsExactly("DONE ops key.revoke ak_1");
          return work();
        });

    assertThat(last().what())
        .isEqualTo(
            new AuditRecord(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "ops",
                "key.revoke",
                "ak_1",
                ACME,
                "192.0.2.1",
                AuditRecord.Outcome.DONE,
                "r1"));
    assertThat(log.entries).hasSize(1);
    assertThat(done).hasValue(1);
  }

  @Test
  void what_cannot_be_written_down_is_not_done() {
    log.room = 0;

    assertThatThrownBy(() -> trail.during(ACTION, this::work))
        .isInstanceOf(StoreException.Unavailable.class);
    assertThat(done).hasValue(0);
  }

  @Test
  void an_action_that_is_refused_after_all_is_written_down_as_failed() {
    var refused = trail.during(ACTION, () -> Outcome.refused(new Refusal.NoSuchKey()));

    assertThat(refusal(refused)).isEqualTo(new Refusal.NoSuchKey());
    assertThat(log.lines())
        .containsExactly("DONE ops key.revoke ak_1", "FAILED ops key.revoke ak_1");
    assertThat(last().what().requestId()).isEqualTo("r1");
  }

  @Test
  void an_action_that_fails_is_written_down_as_failed_and_fails() {
    assertThatThrownBy(
            () ->
                trail.during(
                    ACTION,
                    () -> {
                      throw new StoreException.Full("full", new IllegalStateException());
                    }))
        .isInstanceOf(StoreException.Full.class);

    assertThat(log.lines())
        .containsExactly("DONE ops key.revoke ak_1", "FAILED ops key.revoke ak_1");
  }

  @Test
  void the_first_failure_is_told_when_it_cannot_be_written_down() {
    log.room = 1;

    assertThatThrownBy(
            () ->
                trail.during(
                    ACTION,
                    () -> {
                      throw new StoreException.Full("full", new IllegalStateException());
                    }))
        .isInstanceOf(StoreException.Full.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .isInstanceOf(StoreException.Unavailable.class));
  }

  @Test
  void what_cannot_be_written_down_can_be_tried_again_whatever_kept_it() {
    log.room = 0;
    log.failure = new StoreException.TimedOut("late", new IllegalStateException());

    assertThatThrownBy(() -> trail.write(ACTION, AuditRecord.Outcome.DONE))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("nothing is done");
  }

  @Test
  void what_the_scopes_do_not_permit_is_denied_and_the_rest_has_failed() {
    trail.refuse(ACTION, new Refusal.InsufficientScope("manage"));
    trail.refuse(ACTION, new Refusal.NoSuchKey());

    assertThat(log.lines())
        .containsExactly("DENIED ops key.revoke ak_1", "FAILED ops key.revoke ak_1");
  }

  @Test
  void a_very_long_target_is_cut_off_between_characters() {
    var target = "x".repeat(499) + "\uD83D\uDE00" + "x".repeat(100);

    trail.write(new AuditedAction(OPS, "tenant.act", target, ACME), AuditRecord.Outcome.DONE);

    assertThat(last().what().target()).isEqualTo("x".repeat(499));
  }
}
