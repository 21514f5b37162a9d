package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.store.Pages;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// [IngestStore] in its own bucket, whose keys are the ids: they are looked up for each request.
/// While the cluster is lost it serves the ingests that it knows; it does not claim that others do
/// not exist.
public final class NatsIngestStore implements IngestStore {
  private final ReplicatedTable<Ingest> table;

  public NatsIngestStore(ReplicatedTable<Ingest> table) {
    this.table = table;
  }

  @Override
  public Optional<Ingest> add(Ingest ingest) {
    return table.change(view -> adding(view, ingest)).result();
  }

  private static Decision<Ingest, Optional<Ingest>> adding(View<Ingest> view, Ingest ingest) {
    var key = ingest.id().value();
    if (view.get(key).isPresent()) {
      throw new IllegalArgumentException("the ingest's id is taken: " + key);
    }
    var namesake = named(view, ingest.tenant(), ingest.name());
    return namesake.isPresent()
        ? Decision.none(namesake)
        : Decision.one(new Edit.Put<>(key, ingest), Optional.empty());
  }

  private static Optional<Ingest> named(View<Ingest> view, TenantId tenant, String name) {
    return Optional.ofNullable(byName(view, tenant).get(name));
  }

  private static NavigableMap<String, Ingest> byName(View<Ingest> view, TenantId tenant) {
    var all = new TreeMap<String, Ingest>();
    for (var row : view.rows().values()) {
      var ingest = row.readable();
      if (ingest != null && ingest.tenant().equals(tenant)) {
        all.put(ingest.name(), ingest);
      }
    }
    return all;
  }

  @Override
  public Optional<Ingest> find(IngestId id) {
    return table.find(id.value(), _ -> true).map(Row::value);
  }

  @Override
  public Slice<Ingest> list(TenantId tenant, Paging paging) {
    return Pages.of(byName(table.view(), tenant), paging, ingest -> ingest);
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return table.change(view -> deleting(view, tenant, name)).result();
  }

  private static Decision<Ingest, Boolean> deleting(
      View<Ingest> view, TenantId tenant, String name) {
    return named(view, tenant, name)
        .<Decision<Ingest, Boolean>>map(
            found -> Decision.one(new Edit.Remove<>(found.id().value()), true))
        .orElseGet(() -> Decision.none(false));
  }
}
