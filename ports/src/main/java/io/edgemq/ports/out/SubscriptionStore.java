package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which subscriptions there are. Several processes may share a store: [#changes] tells each what
/// becomes of them anywhere.
public interface SubscriptionStore {
  /// Keeps a new subscription; or answers the tenant's one of that name; or that its topic is
  /// unknown.
  CreateResult create(TenantId tenant, Subscription subscription);

  /// The tenant's subscription, if there is one. Answers from memory or nearly so.
  Optional<Subscription> find(TenantId tenant, SubscriptionId id);

  /// The tenant's subscriptions by name; the paging key is the name.
  Slice<Subscription> list(TenantId tenant, Paging paging);

  /// Puts `subscription` in place of `expected` if that is what there still is, atomically, so that
  /// nobody's change is lost. Id, name and topic stay: throws [IllegalArgumentException] when the
  /// two differ in one of them.
  UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription);

  /// Removes it; whether there was one.
  boolean delete(TenantId tenant, SubscriptionId id);

  /// What becomes of every tenant's subscriptions from now on. Close it.
  Changes<SubscriptionRef> changes();

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// It is kept.
  record Created() implements CreateResult {}

  /// There was one of that name already; nothing was changed.
  record Exists(Subscription subscription) implements CreateResult {}

  /// It was replaced.
  record Updated() implements UpdateResult {}

  /// It was changed since it was as expected; nothing was changed now.
  record Changed(Subscription current) implements UpdateResult {}

  /// There is no such subscription.
  record NoSuchSubscription() implements UpdateResult {}

  /// There is no such topic; nothing was changed.
  record NoSuchTopic() implements CreateResult {}
}
