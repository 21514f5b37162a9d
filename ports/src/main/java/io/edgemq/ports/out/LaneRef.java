package io.edgemq.ports.out;

import io.edgemq.domain.SubscriptionRef;

/// A subscription's share of the subjects. Every subscription has one lane, number 0.
public record LaneRef(SubscriptionRef subscription, int index) {
  /// The only lane of `subscription`.
  public static LaneRef of(SubscriptionRef subscription) {
    return new LaneRef(subscription, 0);
  }
}
