package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.inFlight;
import static io.edgemq.domain.push.LaneRun.numbers;
import static io.edgemq.domain.push.LaneRun.ordered;
import static io.edgemq.domain.push.LaneRun.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A lane whose subscription asks for another order while messages are on their way.
class OrderChangeTest {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  @Test
  void a_later_message_of_a_subject_is_not_sent_again_before_the_first_is_settled() {
    var run = new LaneRun(inFlight(8)).subjects("a", "a");
    var sent = run.sendAll();
    run.lane.follow(ordered(8), run.now);

    run.answer(sent.getLast(), status(503));
    run.pass(BACKOFF);
    var meanwhile = run.sendAll();
    run.answer(sent.getFirst(), status(200));
    var then = run.sendAll();

    assertThat(meanwhile).isEmpty();
    assertThat(numbers(then)).containsExactly(2L);
    assertThat(then.getFirst().attempt()).isEqualTo(2);
  }

  @Test
  void a_later_message_that_could_not_be_read_waits_for_the_first_too() {
    var run = new LaneRun(inFlight(8)).subjects("a", "a");
    var sent = run.sendAll();
    run.lane.follow(ordered(8), run.now);

    run.lane.unsent(sent.getLast(), run.now);
    run.save();
    run.pass(BACKOFF);
    var meanwhile = run.sendAll();
    run.answer(sent.getFirst(), status(200));

    assertThat(meanwhile).isEmpty();
    assertThat(numbers(run.sendAll())).containsExactly(2L);
  }

  @Test
  void without_order_again_each_goes_when_it_is_due() {
    var run = new LaneRun(inFlight(8)).subjects("a", "a");
    var sent = run.sendAll();
    run.lane.follow(ordered(8), run.now);
    run.answer(sent.getLast(), status(503));
    run.pass(BACKOFF);

    run.lane.follow(inFlight(8), run.now);

    assertThat(numbers(run.sendAll())).containsExactly(2L);
  }
}
