package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.START;
import static io.edgemq.domain.push.LaneRun.inFlight;
import static io.edgemq.domain.push.LaneRun.numbers;
import static io.edgemq.domain.push.LaneRun.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final LaneRun run = new LaneRun(inFlight(20)).topic(20);

  private void fail(List<Attempt> attempts) {
    attempts.forEach(attempt -> run.answer(attempt, status(503)));
  }

  private List<Attempt> sent(int count) {
    var sent = new ArrayList<Attempt>();
    for (int i = 0; i < count; i++) {
      sent.add(run.send());
    }
    return sent;
  }

  private void open() {
    fail(sent(10));
  }

  @Test
  void ten_failures_in_a_row_open_it_and_nine_do_not() {
    fail(sent(9));
    assertThat(run.send().key().number()).isEqualTo(10);

    var tenth = run.send();
    run.answer(tenth, status(503));

    assertThat(run.waits()).contains(START.plusSeconds(30));
    assertThat(run.progress().breaker()).isInstanceOf(CircuitBreaker.Open.class);
  }

  @Test
  void a_success_between_them_begins_the_count_anew_and_a_refusal_does_not_touch_it() {
    fail(sent(9));
    run.answer(run.send(), status(404));
    assertThat(run.progress().breaker().failures()).isEqualTo(9);

    run.answer(run.send(), status(200));

    assertThat(run.progress().breaker()).isEqualTo(CircuitBreaker.CLOSED);
  }

  @Test
  void rests_double_from_half_a_minute_to_five_minutes() {
    var rests = new ArrayList<Long>();
    open();
    for (int i = 0; i < 6; i++) {
      var until = run.waits().orElseThrow();
      rests.add(Duration.between(run.now, until).toSeconds());
      run.now = until;
      fail(sent(1));
    }

    assertThat(rests).containsExactly(30L, 60L, 120L, 240L, 300L, 300L);
  }

  @Test
  void one_success_of_the_probe_closes_it_and_sets_the_rest_back() {
    open();
    run.pass(Duration.ofSeconds(30));
    fail(sent(1));
    run.pass(Duration.ofSeconds(60));

    run.answer(run.send(), status(204));
    fail(run.sendAll());

    var open = (CircuitBreaker.Open) run.progress().breaker();
    assertThat(open.rest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void half_open_lets_one_through_the_one_with_the_fewest_attempts() {
    open();
    run.pass(Duration.ofSeconds(30));

    var probe = run.sendAll();

    assertThat(numbers(probe)).containsExactly(11L);
    assertThat(probe.getFirst().attempt()).isEqualTo(1);
  }

  @Test
  void a_refusal_of_the_probe_settles_it_and_the_next_one_is_a_probe_too() {
    open();
    run.pass(Duration.ofSeconds(30));

    var settled = run.answer(run.send(), status(400));

    assertThat(settled).isInstanceOf(Settlement.Dead.class);
    assertThat(run.sendAll()).hasSize(1);
    assertThat(run.progress().breaker()).isInstanceOf(CircuitBreaker.HalfOpen.class);
  }

  @Test
  void what_was_on_its_way_when_it_opened_neither_closes_it_nor_lengthens_the_rest() {
    var sent = run.sendAll();
    fail(sent.subList(0, 10));

    run.answer(sent.get(10), status(200));
    run.answer(sent.get(11), status(503));

    var open = (CircuitBreaker.Open) run.progress().breaker();
    assertThat(open.until()).isEqualTo(START.plusSeconds(30));
    run.pass(Duration.ofSeconds(30));
    run.topic(5);
    var probe = run.send();
    run.answer(sent.get(12), status(200));
    assertThat(run.progress().breaker()).isInstanceOf(CircuitBreaker.HalfOpen.class);
    run.answer(probe, status(200));
    assertThat(run.progress().breaker()).isEqualTo(CircuitBreaker.CLOSED);
  }

  @Test
  void waiting_for_it_costs_no_attempts() {
    open();
    run.pass(Duration.ofMinutes(1));

    var first = run.send();
    run.answer(first, status(200));
    var rest = run.sendAll();

    assertThat(rest).filteredOn(a -> a.key().number() <= 10).allMatch(a -> a.attempt() == 2);
    assertThat(rest).filteredOn(a -> a.key().number() > 10).allMatch(a -> a.attempt() == 1);
  }

  @Test
  void the_random_part_makes_a_rest_a_tenth_longer_at_most() {
    sent(10).forEach(attempt -> run.lane.settle(attempt, status(500), run.now, 1));

    var open = (CircuitBreaker.Open) run.progress().breaker();

    assertThat(open.until()).isEqualTo(START.plusSeconds(33));
  }

  @Test
  void who_goes_on_keeps_the_rest() {
    open();

    var next = new LaneRun(inFlight(20), run.progress());

    assertThat(next.waits()).contains(START.plusSeconds(30));
  }

  @Test
  void a_probe_that_could_not_be_read_is_followed_by_another() {
    open();
    run.pass(Duration.ofSeconds(30));

    run.lane.unsent(run.send(), run.now);

    assertThat(run.sendAll()).hasSize(1);
  }

  @Test
  void the_probe_is_a_message_that_came_while_nothing_was_read() {
    var resting = new LaneRun(inFlight(20)).topic(10);
    resting.sendAll().forEach(attempt -> resting.answer(attempt, status(503)));
    resting.pass(Duration.ofSeconds(30));

    var read = resting.waits();

    assertThat(read).contains(resting.now);
    assertThat(resting.lane.wantsMore(Backlog.TOPIC)).isTrue();
    assertThat(numbers(resting.topic(1).sendAll())).containsExactly(11L);
  }

  @Test
  void the_probe_is_an_old_message_when_nothing_new_was_found() {
    var resting = new LaneRun(inFlight(20)).topic(10);
    resting.sendAll().forEach(attempt -> resting.answer(attempt, status(503)));
    resting.pass(Duration.ofSeconds(30));

    assertThat(resting.waits()).contains(resting.now);
    assertThat(numbers(resting.sendAll())).containsExactly(1L);
  }
}
