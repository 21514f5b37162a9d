package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which subscriptions there are.
public interface SubscriptionStore {
  /// Keeps a new subscription; or answers the tenant's one of that name; or that its topic is
  /// unknown.
  CreateResult create(TenantId tenant, Subscription subscription);

  /// The tenant's subscription, if there is one. Answers from memory or nearly so.
  Optional<Subscription> find(TenantId tenant, SubscriptionId id);

  /// The tenant's subscriptions by name; the paging key is the name.
  Slice<Subscription> list(TenantId tenant, Paging paging);

  /// Replaces the subscription of the same id, whose name and topic stay; whether there was one.
  boolean update(TenantId tenant, Subscription subscription);

  /// Removes it; whether there was one.
  boolean delete(TenantId tenant, SubscriptionId id);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// It is kept.
  record Created() implements CreateResult {}

  /// There was one of that name already; nothing was changed.
  record Exists(Subscription subscription) implements CreateResult {}

  /// There is no such topic; nothing was changed.
  record NoSuchTopic() implements CreateResult {}
}
