package io.edgemq.ports.out;

import io.edgemq.domain.SubscriptionRef;
import java.util.List;
import java.util.stream.IntStream;

/// A subscription's share of the subjects. Most subscriptions have one lane, number 0.
public record LaneRef(SubscriptionRef subscription, int index) {
  /// The first lane of `subscription`.
  public static LaneRef of(SubscriptionRef subscription) {
    return new LaneRef(subscription, 0);
  }

  /// The first `lanes` lanes of `subscription`.
  public static List<LaneRef> all(SubscriptionRef subscription, int lanes) {
    return IntStream.range(0, lanes).mapToObj(i -> new LaneRef(subscription, i)).toList();
  }
}
