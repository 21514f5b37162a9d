package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;

/// Makes, describes, changes, pauses, rewinds and removes subscriptions.
public interface ManageSubscriptions {
  /// Makes a subscription. One of that name with an equal configuration is answered as it is, with
  /// another one refused.
  Outcome<Creation<Subscription>> create(Principal principal, SubscriptionConfig config);

  /// The subscription and how it is doing.
  Outcome<Description> describe(Principal principal, SubscriptionId id);

  /// The tenant's subscriptions by name.
  Outcome<Slice<Subscription>> list(Principal principal, Paging paging);

  /// Gives the subscription what `change` makes of its configuration. Name and topic stay.
  Outcome<Subscription> change(
      Principal principal, SubscriptionId id, ConfigChange<SubscriptionConfig> change);

  /// Removes it; open streams are told.
  Outcome<Unit> delete(Principal principal, SubscriptionId id);

  /// Stops delivery until it is resumed. Open streams stay open and silent.
  Outcome<Subscription> pause(Principal principal, SubscriptionId id);

  /// Lets delivery go on where it stopped.
  Outcome<Subscription> resume(Principal principal, SubscriptionId id);

  /// Makes `from` the subscription's start and takes every open stream back, or forward, to it.
  Outcome<Subscription> replay(Principal principal, SubscriptionId id, Start from);

  /// A subscription and how it is doing in this process.
  ///
  /// @param streams open streams
  /// @param lag how many sequences the furthest stream is behind the end of the log; 0 without one
  /// @param inFlight messages handed to streams but not yet written
  record Description(Subscription subscription, int streams, long lag, long inFlight) {}
}
