package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.store.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

final class MemoryIngestStore implements IngestStore {
  private final Guard guard;
  private final Map<IngestId, Ingest> byId = new HashMap<>();
  private final Map<TenantId, NavigableMap<String, Ingest>> byName = new HashMap<>();

  MemoryIngestStore(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Optional<Ingest> add(Ingest ingest) {
    return guard.locked(
        () -> {
          if (byId.containsKey(ingest.id())) {
            throw new IllegalArgumentException("the ingest's id already exists: " + ingest.id());
          }
          var namesake = ofTenant(ingest.tenant()).putIfAbsent(ingest.name(), ingest);
          if (namesake == null) {
            byId.put(ingest.id(), ingest);
          }
          return Optional.ofNullable(namesake);
        });
  }

  private NavigableMap<String, Ingest> ofTenant(TenantId tenant) {
    return byName.computeIfAbsent(tenant, _ -> new TreeMap<>());
  }

  @Override
  public Optional<Ingest> find(IngestId id) {
    return guard.locked(() -> Optional.ofNullable(byId.get(id)));
  }

  @Override
  public Slice<Ingest> list(TenantId tenant, Paging paging) {
    return guard.locked(() -> Pages.of(ofTenant(tenant), paging, ingest -> ingest));
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return guard.locked(
        () -> {
          var removed = ofTenant(tenant).remove(name);
          if (removed != null) {
            byId.remove(removed.id());
          }
          return removed != null;
        });
  }
}
