package io.edgemq.application;

import io.edgemq.domain.event.Reason;
import io.edgemq.domain.event.SubscriptionEvent;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import java.util.OptionalInt;

/// Tells when the circuit breaker of a delivery has opened or closed: by what is saved, so that
/// each change is told by the process that made it and by nobody after it. For the thread of the
/// delivery.
final class BreakerChanges {
  private final SubscriptionEvents events;
  private final Owned owned;
  private final OptionalInt lane;
  private CircuitBreaker saved;
  private boolean isAnother;

  /// @param saved what was saved last
  BreakerChanges(SubscriptionEvents events, Owned owned, CircuitBreaker saved) {
    this.events = events;
    this.owned = owned;
    this.saved = saved;
    boolean isOneOfSeveral = Pushing.config(owned.subscription()).lanes() > 1;
    this.lane = isOneOfSeveral ? OptionalInt.of(owned.lane().index()) : OptionalInt.empty();
  }

  /// Somebody wants another endpoint to be called, whose breaker begins closed.
  void renewed() {
    isAnother = true;
  }

  /// `progress` is saved.
  void saved(DeliveryProgress progress) {
    SubscriptionEvent.breaker(owned.subscription(), saved, progress)
        .map(event -> event.of(lane))
        .map(event -> isAnother ? event.because(Reason.REQUESTED) : event)
        .ifPresent(event -> events.tell(owned.lane().subscription().tenant(), event));
    saved = progress.breaker();
    isAnother = false;
  }
}
