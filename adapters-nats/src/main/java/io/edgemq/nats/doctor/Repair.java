package io.edgemq.nats.doctor;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamDescription;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.KnownResource;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.QueueResourceType;
import io.edgemq.nats.catalog.RebuiltRow;
import io.edgemq.nats.catalog.ResourceRepairs;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.TopicResourceType;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.Finding.Repaired;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Repairs what an [Examination] finds and a process can repair. Removes nothing.
public final class Repair {
  private static final int WIDE = 3;

  private final Cluster cluster;
  private final Buckets names;
  private final InstantSource clock;
  private final List<Finding> done = new ArrayList<>();

  public Repair(Cluster cluster, Buckets names, InstantSource clock) {
    this.cluster = cluster;
    this.names = names;
    this.clock = clock;
  }

  /// Repairs, and returns what was done.
  public List<Finding> carryOut() {
    var inventory = Inventory.of(cluster, names);
    if (inventory.buckets().isEmpty() && inventory.streams().isEmpty()) {
      return List.of();
    }
    buckets(inventory);
    try (var table = ReplicatedTable.open(cluster, names.catalog(), new CatalogFormat())) {
      rows(inventory, table);
      streams(table);
    }
    return List.copyOf(done);
  }

  private void done(String subject, String detail) {
    done.add(new Repaired(subject, detail));
  }

  /// A new catalog counts on behind every incarnation that it gave out before.
  private void buckets(Inventory inventory) {
    for (var name : names.required()) {
      if (!inventory.buckets().containsKey(name)) {
        ReplicatedTable.make(
            cluster, name, name.equals(names.catalog()) ? inventory.newest() + 1 : 1);
        done("KV_" + name, "the bucket was missing and is there again, without rows");
      }
    }
    for (var bucket : inventory.buckets().values()) {
      if (bucket.status().replicas() == 1 && cluster.servers() >= WIDE) {
        widen(bucket);
      }
    }
  }

  private void widen(StreamDescription bucket) {
    if (new StreamAdmin(cluster).scale(bucket.name(), WIDE) instanceof StreamPlacement.Placed) {
      done(bucket.name(), "it is being copied to three servers");
    }
  }

  /// Adapters that run believe the catalog again once it has rows. So as many as fit into one batch
  /// become visible at once, the tenants first.
  private void rows(Inventory inventory, ReplicatedTable<CatalogRow> table) {
    var rows = List.copyOf(rebuilt(inventory).values());
    boolean more = true;
    while (more) {
      var added = table.change(view -> adding(view, rows)).result();
      added.forEach(missing -> done(missing.subject(), missing.detail()));
      more = added.size() == StreamClient.BATCH_MAX;
    }
  }

  /// A row to add, and what to say of it.
  private record Missing(String key, CatalogRow row, String subject, String detail) {}

  private Decision<CatalogRow, List<Missing>> adding(
      View<CatalogRow> view, List<RebuiltRow> rebuilt) {
    var tenants =
        rebuilt.stream()
            .map(RebuiltRow::tenant)
            .distinct()
            .map(this::tenant)
            .filter(row -> view.get(row.key()).isEmpty());
    var others = rebuilt.stream().filter(row -> row.isMissing(view)).map(Repair::missing);
    var missing = Stream.concat(tenants, others).limit(StreamClient.BATCH_MAX).toList();
    var edits = new ArrayList<Edit<CatalogRow>>();
    missing.forEach(row -> edits.add(new Edit.Put<>(row.key(), row.row())));
    return new Decision<>(edits, missing);
  }

  private Missing tenant(TenantId id) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Missing(
        CatalogRow.key(id),
        new CatalogRow.OfTenant(new Tenant(id, id.value(), now)),
        id.value(),
        "the tenant was added again; its subscriptions are lost");
  }

  private static Missing missing(RebuiltRow row) {
    var detail =
        row.exact()
            ? "its row was rebuilt from its stream"
            : "its row was rebuilt from the limits of its stream; the rest are defaults";
    return new Missing(row.key(), row.row(), CatalogRow.label(row.key()), detail);
  }

  /// For each key the row that is known best, of the last incarnation.
  private Map<String, RebuiltRow> rebuilt(Inventory inventory) {
    var rows = new TreeMap<String, RebuiltRow>();
    for (var stream : inventory.streams().values()) {
      RebuiltRow.of(stream, clock.instant())
          .ifPresent(row -> rows.merge(row.key(), row, RebuiltRow::better));
    }
    return rows;
  }

  private void streams(ReplicatedTable<CatalogRow> table) {
    var made = new ResourceStreams(cluster);
    var queues = new ManagedResources<>(table, new QueueResourceType(made), cluster).repairs();
    var topics = new ManagedResources<>(table, new TopicResourceType(made), cluster).repairs();
    for (var resource : KnownResource.of(table.view())) {
      if (resource.isReady()) {
        CatalogRow.topic(resource.key()).ifPresent(ref -> streams(resource, ref, topics));
        CatalogRow.queue(resource.key()).ifPresent(ref -> streams(resource, ref, queues));
      }
    }
  }

  private <R> void streams(KnownResource resource, R ref, ResourceRepairs<R, ?> repairs) {
    for (var stream : repairs.mend(ref)) {
      done(
          stream,
          "the stream of the " + resource.name() + " was missing and is there again, empty");
    }
    int wanted = resource.wanted().replicas();
    if (cluster.servers() >= wanted
        && repairs.replicas(ref).filter(actual -> actual < wanted).isPresent()
        && repairs.widen(ref)) {
      done(resource.name(), "it is being copied to %d servers".formatted(wanted));
    }
  }
}
