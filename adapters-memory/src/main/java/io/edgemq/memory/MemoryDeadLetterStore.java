package io.edgemq.memory;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.ports.out.DeadLetterStore;
import java.util.List;
import java.util.function.Function;

final class MemoryDeadLetterStore implements DeadLetterStore {
  private final MemoryDeliveries deliveries;
  private final Guard guard;

  MemoryDeadLetterStore(MemorySubscriptionStore subscriptions) {
    this.deliveries = subscriptions.deliveries();
    this.guard = subscriptions.guard();
  }

  /// What `query` finds among the letters that are kept now.
  private <T> T ask(SubscriptionRef subscription, Function<MemoryDeadLetters, T> query) {
    return guard.locked(
        () -> {
          var letters =
              deliveries
                  .find(subscription)
                  .map(MemoryDelivery::deadLetters)
                  .orElseGet(MemoryDeadLetters::new);
          letters.trim(guard.instant());
          return query.apply(letters);
        });
  }

  @Override
  public List<DeadLetter> list(SubscriptionRef subscription, long after, int limit) {
    return ask(subscription, letters -> letters.list(after, limit));
  }

  @Override
  public Counts count(SubscriptionRef subscription) {
    return ask(subscription, MemoryDeadLetters::counts);
  }

  @Override
  public long count(SubscriptionRef subscription, Selection selection) {
    return ask(subscription, letters -> letters.count(selection));
  }

  @Override
  public long redrive(SubscriptionRef subscription, Selection selection) {
    return ask(subscription, letters -> letters.redrive(selection, guard.instant()));
  }

  @Override
  public List<Redriven> redriven(
      SubscriptionRef subscription, long from, int limit, long maxBytes) {
    return ask(subscription, letters -> letters.redriven(from, limit, maxBytes));
  }
}
