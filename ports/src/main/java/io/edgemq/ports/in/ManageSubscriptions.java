package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;

/// Creates, describes, changes, pauses, replays and deletes subscriptions.
public interface ManageSubscriptions {
  /// Creates a subscription. When one of that name exists, it is answered if its configuration is
  /// equal, else the call is refused.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Subscription>> create(Principal principal, SubscriptionConfig config);

  /// The subscription and how its readers are doing.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Description> describe(Principal principal, SubscriptionId id);

  /// The tenant's subscriptions by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Slice<Subscription>> list(Principal principal, Paging paging);

  /// Gives the subscription the configuration that `change` makes of its current one. Name and
  /// topic stay.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> change(
      Principal principal, SubscriptionId id, ConfigChange<SubscriptionConfig> change);

  /// Deletes it. Open streams end.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal principal, SubscriptionId id);

  /// Stops delivery until it is resumed. Open streams stay open and silent.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> pause(Principal principal, SubscriptionId id);

  /// Goes on with delivery where it stopped.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> resume(Principal principal, SubscriptionId id);

  /// Makes `from` the subscription's start and moves every open stream there, back or forward.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> replay(Principal principal, SubscriptionId id, Start from);

  /// A subscription and how it is doing in this process.
  ///
  /// @param streams open streams
  /// @param lag how many sequences the slowest stream is behind the end of the log; 0 without one
  /// @param inFlight messages handed to streams and not yet written
  record Description(Subscription subscription, int streams, long lag, long inFlight) {}
}
