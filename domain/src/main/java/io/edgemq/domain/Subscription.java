package io.edgemq.domain;

import java.time.Instant;

/// A named reader of a topic.
///
/// @param replays how often its readers were sent to its start: a reader that has seen fewer of
///     them, in whichever process it is served, goes there
public record Subscription(
    SubscriptionId id,
    SubscriptionConfig config,
    SubscriptionState state,
    Instant createdAt,
    long replays) {

  /// A new one: active, never replayed.
  public static Subscription active(
      SubscriptionId id, SubscriptionConfig config, Instant createdAt) {
    return new Subscription(id, config, SubscriptionState.ACTIVE, createdAt, 0);
  }

  /// Whether the two are one subscription at different times: the same id, name and topic.
  public boolean isSameAs(Subscription other) {
    return id.equals(other.id)
        && config.name().equals(other.config.name())
        && config.topic().equals(other.config.topic());
  }

  /// This with another configuration.
  public Subscription with(SubscriptionConfig other) {
    return new Subscription(id, other, state, createdAt, replays);
  }

  /// This in another state.
  public Subscription with(SubscriptionState other) {
    return new Subscription(id, config, other, createdAt, replays);
  }

  /// This, its start at `from` and its readers sent there.
  public Subscription replayed(Start from) {
    return new Subscription(id, config.startingAt(from), state, createdAt, replays + 1);
  }
}
