package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.START;
import static io.edgemq.domain.push.LaneRun.asking;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Ordering;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// What an endpoint asks for with `Retry-After`.
class EndpointQuietTest {
  private static final LanePolicy ONE_ATTEMPT =
      new LanePolicy(1, OptionalDouble.empty(), 1, Ordering.NONE);

  @Test
  void an_asked_wait_holds_back_what_was_not_tried_also_when_the_attempt_was_the_last() {
    var run = new LaneRun(ONE_ATTEMPT).topic(2);

    var settled = run.answer(run.send(), asking(429, 120));

    assertThat(settled).isInstanceOf(Settlement.Dead.class);
    assertThat(run.waits()).contains(START.plusSeconds(120));
    run.pass(Duration.ofMinutes(2));
    assertThat(run.send().key().number()).isEqualTo(2);
  }
}
