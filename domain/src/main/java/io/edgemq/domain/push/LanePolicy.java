package io.edgemq.domain.push;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
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

  /// What bounds one lane of a subscription that pushes: its share of what bounds them all.
  public static LanePolicy of(PushConfig push, DeliveryPolicy policy, SubjectShare share) {
    var rate = push.ratePerSecond();
    return new LanePolicy(
        Math.toIntExact(share.of((long) push.maxInFlight())),
        rate.isPresent() ? OptionalDouble.of(share.of(rate.getAsDouble())) : rate,
        policy.maxDeliver(),
        push.ordering());
  }
}
