package io.edgemq.application;

import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.event.Reason;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.Optional;

/// Disables a subscription whose endpoint wants nothing more, until somebody resumes it.
record Disabling(DeliveryTools tools, SubscriptionRef ref) {
  /// Disables it, unless it is not active. Answers what it is then; empty when it is gone.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  Optional<Subscription> disable(Subscription known) {
    var current = known;
    while (current.state() == SubscriptionState.ACTIVE) {
      var disabled = current.with(SubscriptionState.DISABLED);
      switch (tools.stores().subscriptions().update(ref.tenant(), current, disabled)) {
        case SubscriptionStore.Updated _ -> {
          tools.events().changed(ref.tenant(), current, disabled, Reason.GONE);
          current = disabled;
        }
        case SubscriptionStore.Changed(var meanwhile) -> current = meanwhile;
        case SubscriptionStore.NoSuchSubscription _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(current);
  }
}
