package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

final class MemoryTenantStore implements TenantStore {
  private final Guard guard;
  private final NavigableMap<String, Tenant> tenants = new TreeMap<>();
  private final ChangeFeed<TenantId> feed;

  MemoryTenantStore(Guard guard) {
    this.guard = guard;
    this.feed = new ChangeFeed<>(guard::requireOpen);
  }

  @Override
  public boolean create(Tenant tenant) {
    return guard.locked(() -> !tenants.containsKey(tenant.id().value()) && put(tenant));
  }

  private boolean put(Tenant tenant) {
    tenants.put(tenant.id().value(), tenant);
    feed.changed(tenant.id());
    return true;
  }

  @Override
  public boolean replace(Tenant before, Tenant after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another tenant: " + after.id());
    }
    return guard.locked(() -> before.equals(tenants.get(before.id().value())) && put(after));
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return guard.locked(() -> Optional.ofNullable(tenants.get(id.value())));
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    return guard.locked(() -> Pages.of(tenants, paging, tenant -> tenant));
  }

  @Override
  public Changes<TenantId> changes() {
    return guard.locked(feed::follow);
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
