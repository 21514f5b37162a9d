package io.edgemq.memory;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import java.util.List;
import java.util.Map;

final class MemoryAttemptLog implements AttemptLog {
  private final MemorySubscriptionStore subscriptions;
  private final MemoryDeliveries deliveries;
  private final Guard guard;

  MemoryAttemptLog(MemorySubscriptionStore subscriptions) {
    this.subscriptions = subscriptions;
    this.deliveries = subscriptions.deliveries();
    this.guard = subscriptions.guard();
  }

  @Override
  public void append(Map<SubscriptionRef, List<AttemptRecord>> attempts) {
    boolean unused =
        guard.locked(
            () -> {
              attempts.forEach(this::add);
              return true;
            });
  }

  private void add(SubscriptionRef subscription, List<AttemptRecord> attempts) {
    if (subscriptions.has(subscription)) {
      var log = deliveries.make(subscription).attempts();
      attempts.forEach(attempt -> log.add(attempt, guard.instant()));
    }
  }

  @Override
  public List<Logged> list(SubscriptionRef subscription, long before, int limit) {
    return guard.locked(
        () ->
            deliveries
                .find(subscription)
                .map(delivery -> delivery.attempts().list(before, limit, guard.instant()))
                .orElse(List.of()));
  }

  @Override
  public void forget(SubscriptionRef subscription) {
    boolean unused =
        guard.locked(
            () -> {
              deliveries.find(subscription).ifPresent(delivery -> delivery.attempts().clear());
              return true;
            });
  }
}
