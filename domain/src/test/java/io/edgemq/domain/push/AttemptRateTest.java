package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptRateTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_clock_that_is_set_back_stops_nothing() {
    var rate = new AttemptRate(1, START);
    rate.take(START);
    var back = START.minus(Duration.ofHours(1));

    var next = rate.next(back);

    assertThat(next).isEqualTo(back.plus(SECOND));
    assertThat(rate.next(back.plus(SECOND))).isEqualTo(back.plus(SECOND));
  }

  @Test
  void a_clock_that_is_set_back_gives_nothing() {
    var rate = new AttemptRate(1, START);
    rate.take(START);

    var next = rate.next(START.minusMillis(1));

    assertThat(next).isEqualTo(START.minusMillis(1).plus(SECOND));
  }
}
