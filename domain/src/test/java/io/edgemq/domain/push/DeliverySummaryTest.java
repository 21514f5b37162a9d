package io.edgemq.domain.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeliverySummaryTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final CircuitBreaker HALF_OPEN =
      new CircuitBreaker.HalfOpen(Duration.ofSeconds(60), 30);

  @Test
  void floors_have_a_least_and_the_rest_sums_up() {
    var summary =
        DeliverySummary.of(
            List.of(lane(12, CircuitBreaker.CLOSED, 3, 1), lane(9, CircuitBreaker.CLOSED, 4, 2)));

    assertThat(summary.floor()).isEqualTo(9);
    assertThat(summary.expired()).isEqualTo(7);
    assertThat(summary.inFlight()).isEqualTo(3);
    assertThat(summary.isHeld()).isFalse();
    assertThat(summary.lastError().orElseThrow().at()).isEqualTo(NOW.plusSeconds(12));
  }

  @Test
  void the_worst_breaker_is_shown() {
    var shortly = new CircuitBreaker.Open(NOW, Duration.ofSeconds(30), 10);
    var longer = new CircuitBreaker.Open(NOW, Duration.ofSeconds(60), 11);

    assertThat(worst(CircuitBreaker.CLOSED, new CircuitBreaker.Closed(3)))
        .isEqualTo(new CircuitBreaker.Closed(3));
    assertThat(worst(HALF_OPEN, new CircuitBreaker.Closed(9))).isEqualTo(HALF_OPEN);
    assertThat(worst(HALF_OPEN, shortly)).isEqualTo(shortly);
    assertThat(worst(shortly, longer)).isEqualTo(longer);
  }

  @Test
  void there_is_a_lane() {
    assertThatThrownBy(() -> DeliverySummary.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CircuitBreaker worst(CircuitBreaker one, CircuitBreaker other) {
    var forward = DeliverySummary.of(List.of(lane(1, one, 0, 0), lane(1, other, 0, 0)));
    var backward = DeliverySummary.of(List.of(lane(1, other, 0, 0), lane(1, one, 0, 0)));
    assertThat(forward.breaker()).isEqualTo(backward.breaker());
    return forward.breaker();
  }

  private static DeliveryProgress lane(
      long next, CircuitBreaker breaker, long expired, int inFlight) {
    var error =
        new LastError(NOW.plusSeconds(next), FailureClass.STATUS, OptionalInt.of(500), "failed");
    return new DeliveryProgress(
        0, 1, next, List.of(), breaker, Optional.empty(), Optional.of(error), expired, inFlight);
  }
}
