package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.START;
import static io.edgemq.domain.push.LaneRun.asking;
import static io.edgemq.domain.push.LaneRun.inFlight;
import static io.edgemq.domain.push.LaneRun.numbers;
import static io.edgemq.domain.push.LaneRun.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeliveryLaneTest {
  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void messages_start_in_order_up_to_the_number_in_flight() {
    var run = new LaneRun(inFlight(3)).topic(5);

    var sent = run.sendAll();

    assertThat(numbers(sent)).containsExactly(1L, 2L, 3L);
    assertThat(run.waits()).isEmpty();
  }

  @Test
  void a_slot_is_free_when_its_answer_is_saved_and_not_before() {
    var run = new LaneRun(inFlight(1)).topic(2);
    var first = run.send();

    run.lane.settle(first, status(200), run.now, 0);

    assertThat(run.waits()).isEmpty();
    run.save();
    assertThat(run.send().key().number()).isEqualTo(2);
  }

  @Test
  void an_answer_that_comes_while_a_snapshot_is_saved_waits_for_the_next() {
    var run = new LaneRun(inFlight(2)).topic(4);
    var sent = run.sendAll();
    run.lane.settle(sent.getFirst(), status(200), run.now, 0);
    var snapshot = run.lane.snapshot();
    run.lane.settle(sent.getLast(), status(200), run.now, 0);

    run.lane.saved(snapshot.slots());

    assertThat(run.sendAll()).hasSize(1);
    assertThat(snapshot.progress().unsettled())
        .extracting(u -> u.key().number())
        .containsExactly(2L);
  }

  @Test
  void waits_double_up_to_a_minute_and_jitter_never_shortens_them() {
    var run = new LaneRun(new LanePolicy(1, OptionalDouble.empty(), 1_000, Ordering.NONE)).topic(1);
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 9; i++) {
      var attempt = run.send();
      var retried = (Settlement.Retried) run.lane.settle(attempt, status(500), run.now, 0);
      waits.add(Duration.between(run.now, retried.due()).toSeconds());
      run.save();
      run.now = retried.due();
    }

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(Backoff.after(7, 1)).isEqualTo(seconds(66));
    assertThat(Backoff.after(1, 0.5)).isEqualTo(Duration.ofMillis(1_050));
    assertThat(Backoff.after(1_000, 0)).isEqualTo(seconds(60));
  }

  @Test
  void a_message_that_waits_holds_no_slot_and_comes_before_new_ones() {
    var run = new LaneRun(inFlight(1)).topic(3);
    run.answer(run.send(), status(503));

    var meanwhile = run.send();
    run.pass(seconds(1));
    run.answer(meanwhile, status(200));
    var again = run.send();

    assertThat(meanwhile.key().number()).isEqualTo(2);
    assertThat(again.key().number()).isEqualTo(1);
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void a_message_without_attempts_left_is_a_dead_letter_with_its_last_status() {
    var run = new LaneRun(new LanePolicy(1, OptionalDouble.empty(), 2, Ordering.NONE)).topic(1);
    run.answer(run.send(), new Answer.Failed(FailureClass.TIMEOUT, "too late"));
    run.pass(seconds(1));

    var settled = run.answer(run.send(), status(502));

    assertThat(settled)
        .isEqualTo(new Settlement.Dead(new Settlement.Reason.MaxDeliver(), OptionalInt.of(502), 2));
    assertThat(run.progress().floor()).isEqualTo(2);
  }

  @Test
  void a_message_that_the_endpoint_refuses_is_dead_at_once() {
    var run = new LaneRun(inFlight(2)).topic(2);

    var refused = run.answer(run.send(), status(404));
    var moved = run.answer(run.send(), status(302));

    assertThat(refused)
        .isEqualTo(new Settlement.Dead(new Settlement.Reason.Status(404), OptionalInt.of(404), 1));
    assertThat(moved)
        .isEqualTo(new Settlement.Dead(new Settlement.Reason.Status(302), OptionalInt.of(302), 1));
    assertThat(run.progress().breaker().failures()).isZero();
  }

  @Test
  void an_endpoint_that_is_gone_disables_and_the_others_settle_by_their_own_answers() {
    var run = new LaneRun(inFlight(2)).topic(2);
    var sent = run.sendAll();

    var gone = run.answer(sent.getFirst(), status(410));
    var other = run.answer(sent.getLast(), status(200));

    assertThat(gone).isInstanceOf(Settlement.Disabled.class);
    assertThat(other).isEqualTo(new Settlement.Delivered());
  }

  @Test
  void an_asked_wait_replaces_the_table_and_holds_back_what_was_not_tried() {
    var run = new LaneRun(inFlight(1)).topic(2);

    var retried = run.answer(run.send(), asking(429, 3));

    assertThat(retried).isEqualTo(new Settlement.Retried(START.plusSeconds(3)));
    assertThat(run.waits()).contains(START.plusSeconds(3));
    run.pass(seconds(3));
    assertThat(run.send().key().number()).isEqualTo(1);
  }

  @Test
  void an_asked_wait_of_an_hour_stops_new_messages_for_five_minutes_only() {
    var run = new LaneRun(inFlight(1)).topic(2);
    run.answer(run.send(), asking(503, 3_600));

    run.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(run.waits()).contains(START.plus(Duration.ofMinutes(5)));
    run.pass(Duration.ofMillis(1));

    assertThat(run.send().key().number()).isEqualTo(2);
  }

  @Test
  void attempts_begin_at_their_rate_after_a_second_worth_of_them() {
    var run = new LaneRun(new LanePolicy(100, OptionalDouble.of(10), 10, Ordering.NONE)).topic(50);

    int first = run.sendAll().size();
    var next = run.waits().orElseThrow();
    run.pass(seconds(1));
    int second = run.sendAll().size();

    assertThat(first).isEqualTo(10);
    assertThat(Duration.between(START, next))
        .isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
    assertThat(second).isEqualTo(10);
  }

  @Test
  void a_rate_below_one_lets_one_attempt_through_at_a_time() {
    var run = new LaneRun(new LanePolicy(9, OptionalDouble.of(0.1), 10, Ordering.NONE)).topic(3);

    assertThat(run.sendAll()).hasSize(1);
    run.pass(seconds(9));
    assertThat(run.sendAll()).isEmpty();
    run.pass(seconds(1));
    assertThat(run.sendAll()).hasSize(1);
  }

  @Test
  void a_replay_ignores_answers_to_what_was_sent_before_and_counts_attempts_anew() {
    var run = new LaneRun(inFlight(4)).topic(3);
    var sent = run.sendAll();
    run.answer(sent.getFirst(), status(500));

    run.lane.goTo(1, 1);
    var late = run.answer(sent.get(1), status(404));
    run.topic(3);
    var again = run.sendAll();

    assertThat(late).isEqualTo(new Settlement.Ignored());
    assertThat(numbers(again)).containsExactly(1L, 2L, 3L);
    assertThat(again).allMatch(attempt -> attempt.attempt() == 1);
    assertThat(run.progress().instruction()).isEqualTo(1);
  }

  @Test
  void a_message_that_the_topic_dropped_is_settled_and_counted() {
    var run = new LaneRun(inFlight(2)).topic(1);
    run.answer(run.send(), status(500));
    run.pass(seconds(1));

    run.lane.missing(run.send());
    long lost = run.lane.dropped(12, SubjectShare.WHOLE);

    assertThat(lost).isEqualTo(10);
    assertThat(run.save().expired()).isEqualTo(11);
    assertThat(run.progress().floor()).isEqualTo(12);
  }

  @Test
  void a_message_that_could_not_be_read_keeps_its_attempt() {
    var run = new LaneRun(inFlight(2)).topic(1);

    run.lane.unsent(run.send(), run.now);
    run.save();
    run.pass(seconds(1));

    assertThat(run.send().attempt()).isEqualTo(1);
  }

  @Test
  void redriven_messages_are_sent_before_the_topics_and_do_not_move_its_floor() {
    var run = new LaneRun(inFlight(1)).topic(1).redriven(4);

    var redriven = run.send();
    var settled = run.answer(redriven, status(500));

    assertThat(redriven.key()).isEqualTo(new MessageKey(Backlog.REDRIVE, 4));
    assertThat(settled).isInstanceOf(Settlement.Retried.class);
    assertThat(run.progress().floor()).isEqualTo(1);
    assertThat(run.progress().redrives()).isEqualTo(5);
  }

  @Test
  void at_most_1_000_messages_are_unsettled() {
    var held = new LaneRun(inFlight(1_000)).topic(2_000);

    var sent = held.sendAll();

    assertThat(sent).hasSize(1_000);
    assertThat(held.lane.wantsMore(Backlog.TOPIC)).isFalse();
    assertThat(held.progress().isHeld()).isTrue();
  }

  @Test
  void who_goes_on_sends_again_what_was_on_its_way() {
    var run = new LaneRun(inFlight(3)).topic(5);
    var sent = run.sendAll();
    run.answer(sent.get(1), status(200));

    var next = new LaneRun(inFlight(3), run.progress()).topic(2);

    assertThat(numbers(next.sendAll())).containsExactly(1L, 3L, 4L);
    assertThat(run.progress().floor()).isEqualTo(1);
  }

  @Test
  void what_waits_for_its_subject_is_sent_when_the_one_before_is_settled() {
    var run = new LaneRun(LaneRun.ordered(8)).subjects("a", "a", "b", "a");
    var sent = run.sendAll();

    run.answer(sent.getFirst(), status(500));
    var blocked = run.sendAll();
    run.pass(seconds(1));
    run.answer(run.send(), status(200));
    var then = run.sendAll();

    assertThat(numbers(sent)).containsExactly(1L, 3L);
    assertThat(blocked).isEmpty();
    assertThat(numbers(then)).containsExactly(2L);
  }

  @Test
  void order_holds_for_who_goes_on() {
    var run = new LaneRun(LaneRun.ordered(8)).subjects("a", "a", "b");
    run.sendAll();

    var next = new LaneRun(LaneRun.ordered(8), run.progress());

    assertThat(numbers(next.sendAll())).containsExactly(1L, 3L);
  }

  @Test
  void a_pattern_that_changes_holds_for_what_was_not_looked_at() {
    var run = new LaneRun(inFlight(1)).topic(5);
    run.send();

    run.lane.readAgain();

    assertThat(run.lane.next(Backlog.TOPIC)).isEqualTo(2);
  }

  @Test
  void an_idle_lane_waits_for_nothing() {
    assertThat(new LaneRun(LaneRun.POLICY).waits()).isEqualTo(Optional.empty());
  }
}
