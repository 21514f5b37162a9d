package io.edgemq.testkit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How long attempts are kept, to the millisecond: for stores that go by the test's time.
public abstract class AttemptKeepContract extends AttemptContract {
  @Test
  void after_three_days_an_attempt_is_gone() {
    subscribed(1);
    append(1, range(1, 2));

    pass(ofDays(3).minusMillis(1));
    assertThat(kept(1)).hasSize(2);

    pass(ofMillis(1));
    assertThat(kept(1)).isEmpty();
  }

  @Test
  void only_what_is_old_goes() {
    subscribed(1);
    append(1, range(1, 2));
    pass(ofDays(2));
    append(1, range(3, 4));

    pass(ofDays(2));

    assertThat(kept(1)).containsExactly(attempt(4), attempt(3));
  }
}
