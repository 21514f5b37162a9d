package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import java.util.List;
import java.util.Optional;

/// Which subscriptions there are. Several processes may share a store: [#changes] tells each of
/// them what the others change.
public interface SubscriptionStore {
  /// Keeps a new subscription, or answers the tenant's subscription that has its name, or that its
  /// topic is unknown.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  CreateResult create(TenantId tenant, Subscription subscription);

  /// The tenant's subscription, if there is one. Answers from memory or nearly so.
  ///
  /// @throws StoreException when the subscription is not in memory and the store cannot answer
  Optional<Subscription> find(TenantId tenant, SubscriptionId id);

  /// The tenant's subscriptions by name; the paging key is the name.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Subscription> list(TenantId tenant, Paging paging);

  /// Replaces `expected` with `subscription` if the store still has `expected`, atomically, so that
  /// nobody's change is lost. Id, name and topic stay.
  ///
  /// @throws IllegalArgumentException when the two differ in id, name or topic
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription);

  /// Removes a subscription. Answers whether there was such a subscription.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean delete(TenantId tenant, SubscriptionId id);

  /// Every tenant's subscriptions that are delivered to somebody who does not connect. Answers from
  /// memory or nearly so.
  ///
  /// @throws StoreException when the store cannot answer
  List<SubscriptionRef> delivered();

  /// Begins to follow the subscriptions of all tenants: which are made, changed and removed from
  /// now on, in whichever process. Close it.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  Changes<SubscriptionRef> changes();

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// The subscription is kept.
  record Created() implements CreateResult {}

  /// There is a subscription of that name already; nothing was changed.
  record Exists(Subscription subscription) implements CreateResult {}

  /// The subscription was replaced.
  record Updated() implements UpdateResult {}

  /// Somebody else has changed the subscription; nothing was changed now.
  record Changed(Subscription current) implements UpdateResult {}

  /// There is no such subscription.
  record NoSuchSubscription() implements UpdateResult {}

  /// There is no such topic; nothing was changed.
  record NoSuchTopic() implements CreateResult {}
}
