package io.edgemq.domain.event;

import io.edgemq.domain.Subject;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What became of a subscription, as the topic [TopicName#EVENTS] of its tenant tells it.
///
/// @param subject `$events.subscription.<name>.<state>`; the last token is `breaker_open` or
///     `breaker_closed` of an event about the breaker
/// @param from the state before, or `open` or `closed`; null of a new subscription
/// @param to the state now, or `open` or `closed`
/// @param reason null: nobody knows
/// @param lane whose breaker it is, of several; empty when there is one, or none
public record SubscriptionEvent(
    SubscriptionId id,
    Subject subject,
    @Nullable String from,
    String to,
    @Nullable Reason reason,
    OptionalInt lane) {
  private static final String OPEN = "open";
  private static final String CLOSED = "closed";

  /// A subscription was made.
  public static SubscriptionEvent created(Subscription made) {
    var now = made.state().text();
    return new SubscriptionEvent(
        made.id(), subject(made.config(), now), null, now, Reason.REQUESTED, OptionalInt.empty());
  }

  /// `after` has taken the place of `before`; empty when the state is the same.
  public static Optional<SubscriptionEvent> changed(
      Subscription before, Subscription after, Reason reason) {
    if (before.state() == after.state()) {
      return Optional.empty();
    }
    var now = after.state().text();
    return Optional.of(
        new SubscriptionEvent(
            after.id(),
            subject(after.config(), now),
            before.state().text(),
            now,
            reason,
            OptionalInt.empty()));
  }

  /// The breaker of `subscription` was `before`, and is what `now` has; empty when it has neither
  /// opened nor closed. One that is half open has not closed yet.
  public static Optional<SubscriptionEvent> breaker(
      Subscription subscription, CircuitBreaker before, DeliveryProgress now) {
    var from = text(before);
    var to = text(now.breaker());
    return from.equals(to)
        ? Optional.empty()
        : Optional.of(
            new SubscriptionEvent(
                subscription.id(),
                subject(subscription.config(), "breaker_" + to),
                from,
                to,
                reason(now),
                OptionalInt.empty()));
  }

  /// This, about the breaker of that lane.
  public SubscriptionEvent of(OptionalInt number) {
    return new SubscriptionEvent(id, subject, from, to, reason, number);
  }

  /// This, for another reason.
  public SubscriptionEvent because(Reason other) {
    return new SubscriptionEvent(id, subject, from, to, other, lane);
  }

  private static @Nullable Reason reason(DeliveryProgress now) {
    return switch (now.breaker()) {
      case CircuitBreaker.Closed _ -> Reason.DELIVERED;
      case CircuitBreaker.Open _, CircuitBreaker.HalfOpen _ ->
          now.lastError().map(error -> Reason.of(error.failure())).orElse(null);
    };
  }

  private static String text(CircuitBreaker breaker) {
    return switch (breaker) {
      case CircuitBreaker.Closed _ -> CLOSED;
      case CircuitBreaker.Open _, CircuitBreaker.HalfOpen _ -> OPEN;
    };
  }

  private static Subject subject(SubscriptionConfig config, String state) {
    return new Subject(
        String.join(".", TopicName.EVENTS.value(), "subscription", config.name(), state));
  }
}
