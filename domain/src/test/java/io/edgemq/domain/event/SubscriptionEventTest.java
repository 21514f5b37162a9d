package io.edgemq.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LastError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class SubscriptionEventTest {
  private static final Instant NOW = Instant.parse("2025-11-21T08:00:00Z");
  private static final CircuitBreaker OPEN =
      new CircuitBreaker.Open(NOW, Duration.ofSeconds(30), 10);
  private static final CircuitBreaker HALF_OPEN =
      new CircuitBreaker.HalfOpen(Duration.ofSeconds(30), 10);

  private final Subscription active =
      Subscription.active(
          new SubscriptionId("sub_" + "a".repeat(24)),
          new SubscriptionConfig(
              "billing",
              new TopicName("orders"),
              SubjectFilter.ALL,
              new DeliveryType.Sse(),
              Start.LATEST,
              DeliveryPolicy.DEFAULT),
          NOW,
          Optional.empty());

  private static DeliveryProgress with(CircuitBreaker breaker) {
    var error = new LastError(NOW, FailureClass.TIMEOUT, OptionalInt.empty(), "no answer");
    return new DeliveryProgress(
        0, 1, 1, List.of(), breaker, Optional.empty(), Optional.of(error), 0, 0);
  }

  private SubscriptionEvent event(String state, String from, String to, Reason reason) {
    var subject = new Subject("$events.subscription.billing." + state);
    return new SubscriptionEvent(active.id(), subject, from, to, reason, OptionalInt.empty());
  }

  @Test
  void a_new_subscription_is_active_and_was_nothing() {
    var event = SubscriptionEvent.created(active);

    assertThat(event.from()).isNull();
    assertThat(event.to()).isEqualTo("active");
    assertThat(event.subject().value()).isEqualTo("$events.subscription.billing.active");
    assertThat(event.reason()).isEqualTo(Reason.REQUESTED);
  }

  @Test
  void another_state_is_told_with_the_one_before() {
    var paused = active.with(SubscriptionState.PAUSED);
    var disabled = active.with(SubscriptionState.DISABLED);

    assertThat(SubscriptionEvent.changed(active, paused, Reason.REQUESTED))
        .contains(event("paused", "active", "paused", Reason.REQUESTED));
    assertThat(SubscriptionEvent.changed(active, disabled, Reason.GONE))
        .contains(event("disabled", "active", "disabled", Reason.GONE));
    assertThat(SubscriptionEvent.changed(paused, active, Reason.REQUESTED))
        .contains(event("active", "paused", "active", Reason.REQUESTED));
  }

  @Test
  void a_change_to_what_it_is_already_tells_nothing() {
    var replayed = active.replayed(Start.EARLIEST);

    assertThat(SubscriptionEvent.changed(active, replayed, Reason.REQUESTED)).isEmpty();
  }

  @Test
  void a_breaker_that_opens_is_told_with_the_failure() {
    var timeout = new Reason("timeout");

    assertThat(SubscriptionEvent.breaker(active, CircuitBreaker.CLOSED, with(OPEN)))
        .contains(event("breaker_open", "closed", "open", timeout));
    assertThat(SubscriptionEvent.breaker(active, CircuitBreaker.CLOSED, with(HALF_OPEN)))
        .contains(event("breaker_open", "closed", "open", timeout));
  }

  @Test
  void a_breaker_that_closes_is_told() {
    var closed = event("breaker_closed", "open", "closed", Reason.DELIVERED);

    assertThat(SubscriptionEvent.breaker(active, OPEN, with(CircuitBreaker.CLOSED)))
        .contains(closed);
    assertThat(SubscriptionEvent.breaker(active, HALF_OPEN, with(CircuitBreaker.CLOSED)))
        .contains(closed);
  }

  @Test
  void a_breaker_that_only_tries_or_counts_tells_nothing() {
    assertThat(SubscriptionEvent.breaker(active, OPEN, with(HALF_OPEN))).isEmpty();
    assertThat(SubscriptionEvent.breaker(active, HALF_OPEN, with(OPEN))).isEmpty();
    var counting = with(new CircuitBreaker.Closed(9));
    assertThat(SubscriptionEvent.breaker(active, CircuitBreaker.CLOSED, counting)).isEmpty();
  }
}
