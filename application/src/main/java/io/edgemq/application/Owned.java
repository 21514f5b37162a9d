package io.edgemq.application;

import io.edgemq.domain.Subscription;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;

/// A lane that this process has claimed.
///
/// @param subscription as it was then
/// @param topic that it reads
record Owned(Subscription subscription, TopicRef topic, DeliveryStore.Claimed claimed) {
  LaneRef lane() {
    return claimed.claim().lane();
  }

  /// Where it goes on.
  DeliveryProgress progress() {
    return claimed
        .progress()
        .orElseGet(
            () ->
                DeliveryProgress.begin(
                    subscription.replays(), subscription.delivered().orElseThrow().from()));
  }
}
