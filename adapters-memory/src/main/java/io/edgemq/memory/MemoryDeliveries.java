package io.edgemq.memory;

import io.edgemq.domain.SubscriptionRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What subscriptions have that are delivered. It goes with the subscription.
final class MemoryDeliveries {
  private final Map<SubscriptionRef, MemoryDelivery> deliveries = new HashMap<>();
  private long fence;

  /// A number that no claim had before.
  long nextFence() {
    return ++fence;
  }

  Optional<MemoryDelivery> find(SubscriptionRef subscription) {
    return Optional.ofNullable(deliveries.get(subscription));
  }

  MemoryDelivery make(SubscriptionRef subscription) {
    return deliveries.computeIfAbsent(subscription, _ -> new MemoryDelivery());
  }

  void remove(SubscriptionRef subscription) {
    deliveries.remove(subscription);
  }
}
