package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.store.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Things by tenant and name, in memory. Read by any thread; changed by the writer only, once the
/// change is durable.
final class Directory<V> {
  private final Map<TenantId, ConcurrentNavigableMap<String, V>> tenants =
      new ConcurrentHashMap<>();

  @Nullable V find(TenantId tenant, String name) {
    var names = tenants.get(tenant);
    return names == null ? null : names.get(name);
  }

  void put(TenantId tenant, String name, V value) {
    tenants.computeIfAbsent(tenant, _ -> new ConcurrentSkipListMap<>()).put(name, value);
  }

  void remove(TenantId tenant, String name) {
    var names = tenants.get(tenant);
    if (names != null) {
      names.remove(name);
    }
  }

  /// The tenant's, by name.
  List<V> all(TenantId tenant) {
    var names = tenants.get(tenant);
    return names == null ? List.of() : List.copyOf(names.values());
  }

  /// Every tenant's, in no order.
  List<V> all() {
    var all = new ArrayList<V>();
    tenants.values().forEach(names -> all.addAll(names.values()));
    return all;
  }

  /// A page of the tenant's, by name, each shown as `view` says.
  <T> Slice<T> list(TenantId tenant, Paging paging, Function<V, T> view) {
    var names = tenants.get(tenant);
    return names == null ? new Slice<>(List.of(), null) : Pages.of(names, paging, view);
  }
}
