package io.edgemq.domain;

import java.time.Instant;

/// A named reader of a topic.
public record Subscription(
    SubscriptionId id, SubscriptionConfig config, SubscriptionState state, Instant createdAt) {

  /// This with another configuration.
  public Subscription with(SubscriptionConfig other) {
    return new Subscription(id, other, state, createdAt);
  }

  /// This in another state.
  public Subscription with(SubscriptionState other) {
    return new Subscription(id, config, other, createdAt);
  }
}
