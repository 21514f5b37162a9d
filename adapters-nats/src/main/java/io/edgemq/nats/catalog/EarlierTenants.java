package io.edgemq.nats.catalog;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The tenants that earlier versions kept in the catalog, as long as nobody has moved them into the
/// bucket of tenants. Of a tenant that is in both, the bucket's row counts.
final class EarlierTenants {
  private final ReplicatedTable<CatalogRow> catalog;

  EarlierTenants(ReplicatedTable<CatalogRow> catalog) {
    this.catalog = catalog;
  }

  /// Whether there are none. Costs next to nothing.
  boolean isEmpty() {
    return catalog.view().under(CatalogRow.TENANTS).isEmpty();
  }

  /// The tenant, as far as this process knows.
  Optional<Tenant> known(TenantId id) {
    return catalog.view().get(CatalogRow.key(id)).map(row -> tenant(row.value()));
  }

  /// As [#known]; the leader is asked when this process knows of none.
  Optional<Tenant> find(TenantId id) {
    return catalog.find(CatalogRow.key(id), _ -> true).map(row -> tenant(row.value()));
  }

  private static Tenant tenant(CatalogRow row) {
    return ((CatalogRow.OfTenant) row).tenant();
  }

  /// All of them that can be read, by id.
  NavigableMap<String, Tenant> all() {
    return of(catalog.view());
  }

  /// All in `view` that can be read, by id.
  static NavigableMap<String, Tenant> of(View<CatalogRow> view) {
    var tenants = new TreeMap<String, Tenant>();
    for (var row : view.under(CatalogRow.TENANTS).values()) {
      if (row.readable() instanceof CatalogRow.OfTenant(var tenant)) {
        tenants.put(tenant.id().value(), tenant);
      }
    }
    return tenants;
  }

  /// Calls `listener` with the id of each that changes or goes.
  void onChange(Consumer<String> listener) {
    catalog.onChange(
        key -> {
          if (key.startsWith(CatalogRow.TENANTS)) {
            listener.accept(key.substring(CatalogRow.TENANTS.length()));
          }
        });
  }

  /// Puts all of them into `tenants` and then takes them out of the catalog. Any number of
  /// processes may do so at once, and any of them may stop halfway.
  void moveTo(ReplicatedTable<Tenant> tenants) {
    while (tenants.change(this::adding).result()) {}
    while (catalog.change(view -> removing(view, tenants.view())).result()) {}
  }

  /// Whether there were any to add.
  private Decision<Tenant, Boolean> adding(View<Tenant> view) {
    var edits = new ArrayList<Edit<Tenant>>();
    all().values().stream()
        .filter(tenant -> view.get(tenant.id().value()).isEmpty())
        .limit(StreamClient.BATCH_MAX)
        .forEach(tenant -> edits.add(new Edit.Put<>(tenant.id().value(), tenant)));
    return new Decision<>(edits, !edits.isEmpty());
  }

  private static Decision<CatalogRow, Boolean> removing(View<CatalogRow> view, View<Tenant> moved) {
    List<Edit<CatalogRow>> edits =
        of(view).keySet().stream()
            .filter(id -> moved.get(id).isPresent())
            .limit(StreamClient.BATCH_MAX)
            .<Edit<CatalogRow>>map(id -> new Edit.Remove<>(CatalogRow.TENANTS + id))
            .toList();
    return new Decision<>(edits, !edits.isEmpty());
  }
}
