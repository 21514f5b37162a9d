package io.edgemq.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A named reader of a topic.
///
/// @param replays how often it was told where to go on; a reader in any process that has seen fewer
///     goes there
/// @param push what it has beside its configuration when it pushes; otherwise empty
public record Subscription(
    SubscriptionId id,
    SubscriptionConfig config,
    SubscriptionState state,
    Instant createdAt,
    long replays,
    Optional<PushState> push) {
  public Subscription {
    if (push.isPresent() != config.delivery() instanceof DeliveryType.HttpPush) {
      throw new IllegalArgumentException("what pushes has the state of a push, and nothing else");
    }
  }

  /// A new subscription: active, never replayed.
  public static Subscription active(
      SubscriptionId id, SubscriptionConfig config, Instant createdAt, Optional<PushState> push) {
    return new Subscription(id, config, SubscriptionState.ACTIVE, createdAt, 0, push);
  }

  /// Whether the two are one subscription at different times: the same id, name and topic.
  public boolean isSameAs(Subscription other) {
    return id.equals(other.id)
        && config.name().equals(other.config.name())
        && config.topic().equals(other.config.topic());
  }

  /// This subscription with another configuration.
  public Subscription with(SubscriptionConfig other) {
    return new Subscription(id, other, state, createdAt, replays, push);
  }

  /// This subscription in another state.
  public Subscription with(SubscriptionState other) {
    return new Subscription(id, config, other, createdAt, replays, push);
  }

  /// This subscription with another state of its push.
  public Subscription pushing(UnaryOperator<PushState> change) {
    return new Subscription(id, config, state, createdAt, replays, push.map(change));
  }

  /// This subscription, replayed: its start is `from`, and its readers go there.
  public Subscription replayed(Start from) {
    return new Subscription(id, config.startingAt(from), state, createdAt, replays + 1, push);
  }

  /// This subscription, whose delivery goes on with `sequence`.
  public Subscription goingTo(long sequence) {
    return new Subscription(
        id, config, state, createdAt, replays + 1, push.map(p -> p.goingTo(sequence)));
  }
}
