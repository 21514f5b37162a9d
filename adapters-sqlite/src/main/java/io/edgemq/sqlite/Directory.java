package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
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
    return names == null ? new Slice<>(List.of(), null) : page(names, paging, view);
  }

  /// A page of `sorted`, each shown as `view` says.
  static <V, T> Slice<T> page(
      ConcurrentNavigableMap<String, V> sorted, Paging paging, Function<V, T> view) {
    var after = paging.after();
    var rest = after == null ? sorted : sorted.tailMap(after, false);
    var items = new ArrayList<T>();
    String last = null;
    for (var entry : rest.entrySet()) {
      if (items.size() == paging.limit()) {
        return new Slice<>(items, last);
      }
      items.add(view.apply(entry.getValue()));
      last = entry.getKey();
    }
    return new Slice<>(items, null);
  }
}
