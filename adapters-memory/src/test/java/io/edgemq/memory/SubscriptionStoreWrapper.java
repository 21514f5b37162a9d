package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.SubscriptionStore;
import java.util.List;
import java.util.Optional;

/// A store that passes every call to another one.
class SubscriptionStoreWrapper implements SubscriptionStore {
  private final SubscriptionStore inner;

  SubscriptionStoreWrapper(SubscriptionStore inner) {
    this.inner = inner;
  }

  @Override
  public CreateResult create(TenantId tenant, Subscription subscription) {
    return inner.create(tenant, subscription);
  }

  @Override
  public Optional<Subscription> find(TenantId tenant, SubscriptionId id) {
    return inner.find(tenant, id);
  }

  @Override
  public Slice<Subscription> list(TenantId tenant, Paging paging) {
    return inner.list(tenant, paging);
  }

  @Override
  public UpdateResult update(TenantId tenant, Subscription expected, Subscription subscription) {
    return inner.update(tenant, expected, subscription);
  }

  @Override
  public boolean delete(TenantId tenant, SubscriptionId id) {
    return inner.delete(tenant, id);
  }

  @Override
  public List<SubscriptionRef> delivered() {
    return inner.delivered();
  }

  @Override
  public Changes<SubscriptionRef> changes() {
    return inner.changes();
  }
}
