package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.store.Pages;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

final class MemoryTenantStore implements TenantStore {
  private final Guard guard;
  private final NavigableMap<String, Tenant> tenants = new TreeMap<>();

  MemoryTenantStore(Guard guard) {
    this.guard = guard;
  }

  @Override
  public boolean create(Tenant tenant) {
    return guard.locked(() -> tenants.putIfAbsent(tenant.id().value(), tenant) == null);
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return guard.locked(() -> Optional.ofNullable(tenants.get(id.value())));
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    return guard.locked(() -> Pages.of(tenants, paging, tenant -> tenant));
  }
}
