package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AddressLimiterTest {
  private long now = 1;
  private final AddressLimiter limiter = new AddressLimiter(2, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void each_address_has_a_number_of_its_own() {
    limiter.admit("192.0.2.1");
    limiter.admit("192.0.2.1");

    assertThatThrownBy(() -> limiter.admit("192.0.2.1")).isInstanceOf(ProblemException.class);
    assertThatCode(() -> limiter.admit("192.0.2.2")).doesNotThrowAnyException();
  }

  @Test
  void the_minute_is_told_that_is_left() {
    limiter.admit("a");
    limiter.admit("a");
    pass(Duration.ofSeconds(45));

    assertThatThrownBy(() -> limiter.admit("a"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo("rate_limited");
              assertThat(refused.problem().headers().getFirst().get()).isEqualTo("15");
            });
  }

  @Test
  void after_a_minute_all_are_let_through_again() {
    limiter.admit("a");
    limiter.admit("a");
    pass(Duration.ofSeconds(60));
    limiter.admit("a");
    limiter.admit("a");

    assertThatThrownBy(() -> limiter.admit("a")).isInstanceOf(ProblemException.class);
  }

  @Test
  void the_addresses_that_came_last_are_remembered() {
    limiter.admit("a");
    limiter.admit("a");
    for (int i = 0; i < 10_000; i++) {
      limiter.admit("other" + i);
    }

    assertThatCode(() -> limiter.admit("a")).doesNotThrowAnyException();
    limiter.admit("other9999");
    assertThatThrownBy(() -> limiter.admit("other9999")).isInstanceOf(ProblemException.class);
  }
}
