package io.edgemq.nats;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.TenantStore;
import java.util.Optional;

/// [TenantStore] as rows of the catalog's bucket.
final class NatsTenantStore implements TenantStore {
  private final Table<CatalogRow> table;

  NatsTenantStore(Table<CatalogRow> table) {
    this.table = table;
  }

  @Override
  public boolean create(Tenant tenant) {
    var key = CatalogRow.key(tenant.id());
    var decided =
        table.change(
            view ->
                view.get(key).isPresent()
                    ? Decision.none(false)
                    : Decision.one(new Edit.Put<>(key, new CatalogRow.OfTenant(tenant)), true));
    return decided.result();
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return table
        .find(CatalogRow.key(id), _ -> true)
        .map(row -> ((CatalogRow.OfTenant) row.value()).tenant());
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    return RowPages.under(
        table.view(),
        CatalogRow.TENANTS,
        paging,
        row ->
            row.readable() instanceof CatalogRow.OfTenant(var tenant)
                ? Optional.of(tenant)
                : Optional.empty());
  }
}
