package io.edgemq.domain.push;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.SubscriptionConfig;
import java.util.OptionalDouble;

/// What bounds a delivery.
///
/// @param maxInFlight how many attempts are on their way at most
/// @param ratePerSecond how many attempts begin in a second at most; empty when nothing bounds it
/// @param maxDeliver how many attempts a message gets
public record LanePolicy(
    int maxInFlight, OptionalDouble ratePerSecond, int maxDeliver, Ordering ordering) {
  public LanePolicy {
    if (maxInFlight < 1 || maxDeliver < 1) {
      throw new IllegalArgumentException("not a policy");
    }
  }

  /// What bounds the delivery of a subscription that pushes.
  ///
  /// @throws IllegalArgumentException when it does not push
  public static LanePolicy of(SubscriptionConfig config) {
    return switch (config.delivery()) {
      case DeliveryType.Sse _ -> throw new IllegalArgumentException("it does not push");
      case DeliveryType.HttpPush(var push) ->
          new LanePolicy(
              push.maxInFlight(),
              push.ratePerSecond(),
              config.policy().maxDeliver(),
              push.ordering());
    };
  }
}
