package io.edgemq.application;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.push.LanePolicy;
import io.edgemq.domain.push.SubjectShare;
import io.edgemq.ports.out.LaneRef;

/// What the configuration of a subscription that pushes means for its lanes. Every method throws
/// [IllegalArgumentException] when it does not push.
final class Pushing {
  private Pushing() {}

  /// How it pushes.
  static PushConfig config(Subscription subscription) {
    if (subscription.config().delivery() instanceof DeliveryType.HttpPush(var push)) {
      return push;
    }
    throw new IllegalArgumentException("it does not push");
  }

  /// Which subjects are `lane`'s.
  static SubjectShare share(Subscription subscription, LaneRef lane) {
    return new SubjectShare(lane.index(), config(subscription).lanes());
  }

  /// What bounds the lane that has `share`.
  static LanePolicy policy(Subscription subscription, SubjectShare share) {
    return LanePolicy.of(config(subscription), subscription.config().policy(), share);
  }
}
