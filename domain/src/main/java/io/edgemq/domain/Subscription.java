package io.edgemq.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A named reader of a topic.
///
/// @param replays how often it was told where to go on; a reader in any process that has seen fewer
///     goes there
/// @param delivered what it has beside its configuration when nobody connects for it; otherwise
///     empty
public record Subscription(
    SubscriptionId id,
    SubscriptionConfig config,
    SubscriptionState state,
    Instant createdAt,
    long replays,
    Optional<DeliveryState> delivered) {
  public Subscription {
    if (!config.delivery().accepts(delivered.orElse(null))) {
      throw new IllegalArgumentException("a type of delivery has a state of its own, or none");
    }
  }

  /// A new subscription: active, never replayed.
  public static Subscription active(
      SubscriptionId id,
      SubscriptionConfig config,
      Instant createdAt,
      Optional<? extends DeliveryState> delivered) {
    return new Subscription(
        id, config, SubscriptionState.ACTIVE, createdAt, 0, delivered.map(state -> state));
  }

  /// What it has beside its configuration when it pushes; otherwise empty.
  public Optional<PushState> push() {
    return delivered.filter(PushState.class::isInstance).map(PushState.class::cast);
  }

  /// Whether the two are one subscription at different times: the same id, name and topic.
  public boolean isSameAs(Subscription other) {
    return id.equals(other.id)
        && config.name().equals(other.config.name())
        && config.topic().equals(other.config.topic());
  }

  /// This subscription with another configuration.
  public Subscription with(SubscriptionConfig other) {
    return new Subscription(id, other, state, createdAt, replays, delivered);
  }

  /// This subscription in another state.
  public Subscription with(SubscriptionState other) {
    return new Subscription(id, config, other, createdAt, replays, delivered);
  }

  /// This subscription with another state of its push, if it pushes.
  public Subscription pushing(UnaryOperator<PushState> change) {
    return push()
        .map(
            push ->
                new Subscription(
                    id, config, state, createdAt, replays, Optional.of(change.apply(push))))
        .orElse(this);
  }

  /// This subscription, replayed: its start is `from`, and its readers go there.
  public Subscription replayed(Start from) {
    return new Subscription(id, config.startingAt(from), state, createdAt, replays + 1, delivered);
  }

  /// This subscription, whose delivery goes on with `sequence`.
  public Subscription goingTo(long sequence) {
    return new Subscription(
        id, config, state, createdAt, replays + 1, delivered.map(its -> its.goingTo(sequence)));
  }
}
