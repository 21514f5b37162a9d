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
import io.edgemq.nats.audit.AuditStream;
import io.edgemq.nats.catalog.BucketResourceType;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.KnownResource;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.QueueResourceType;
import io.edgemq.nats.catalog.RebuiltRow;
import io.edgemq.nats.catalog.ResourceRepairs;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.TenantFormat;
import io.edgemq.nats.catalog.TopicResourceType;
import io.edgemq.nats.change.LatestMappings;
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
  private static final String MADE = "the bucket was missing and is there again, without rows";

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
    var rebuilt = List.copyOf(rebuilt(inventory).values());
    try (var table = ReplicatedTable.open(cluster, names.catalog(), new CatalogFormat())) {
      tenants(inventory, rebuilt, table);
      rows(rebuilt, table);
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
      if (!inventory.hasBucket(name)) {
        boolean isCatalog = name.equals(names.catalog());
        ReplicatedTable.make(cluster, name, isCatalog ? inventory.newest() + 1 : 1);
        done("KV_" + name, isCatalog ? MADE + "; the subscriptions are lost" : MADE);
      }
    }
    if (inventory.lacksAudit(names)) {
      new AuditStream(cluster).make();
      done(AuditStream.NAME, "the audit log was missing; a new one begins, without entries");
    }
    if (inventory.lacksTenants(names)) {
      ReplicatedTable.make(cluster, names.tenants(), 1);
      done("KV_" + names.tenants(), MADE);
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

  /// Adds the tenants of all queues and topics that are in neither place.
  private void tenants(
      Inventory inventory, List<RebuiltRow> rebuilt, ReplicatedTable<CatalogRow> catalog) {
    var resources = KnownResource.of(catalog.view()).stream().map(KnownResource::tenant);
    var ids =
        Stream.concat(rebuilt.stream().map(RebuiltRow::tenant), resources)
            .distinct()
            .filter(id -> catalog.view().get(CatalogRow.key(id)).isEmpty())
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    if (!inventory.hasBucket(names.tenants())) {
      new AuditStream(cluster).make(); // which is there wherever that bucket is
    }
    try (var table = ReplicatedTable.open(cluster, names.tenants(), new TenantFormat())) {
      boolean more = true;
      while (more) {
        var added = table.change(view -> addingTenants(view, ids)).result();
        added.forEach(
            id ->
                done(
                    id.value(),
                    "the tenant was added again, active, with its id as its tag; if it was"
                        + " suspended, suspend it again"));
        more = added.size() == StreamClient.BATCH_MAX;
      }
    }
  }

  private Decision<Tenant, List<TenantId>> addingTenants(View<Tenant> view, List<TenantId> ids) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var missing =
        ids.stream()
            .filter(id -> view.get(id.value()).isEmpty())
            .limit(StreamClient.BATCH_MAX)
            .toList();
    var edits = new ArrayList<Edit<Tenant>>();
    missing.forEach(
        id -> edits.add(new Edit.Put<>(id.value(), Tenant.active(id, id.value(), now))));
    return new Decision<>(edits, missing);
  }

  /// Adapters that run believe the catalog again once it has rows. So as many as fit into one batch
  /// become visible at once.
  private void rows(List<RebuiltRow> rows, ReplicatedTable<CatalogRow> table) {
    boolean more = true;
    while (more) {
      var added = table.change(view -> adding(view, rows)).result();
      added.forEach(missing -> done(missing.subject(), missing.detail()));
      more = added.size() == StreamClient.BATCH_MAX;
    }
  }

  /// A row to add, and what to say of it.
  private record Missing(String key, CatalogRow row, String subject, String detail) {}

  private static Decision<CatalogRow, List<Missing>> adding(
      View<CatalogRow> view, List<RebuiltRow> rebuilt) {
    var missing =
        rebuilt.stream()
            .filter(row -> row.isMissing(view))
            .limit(StreamClient.BATCH_MAX)
            .map(Repair::missing)
            .toList();
    var edits = new ArrayList<Edit<CatalogRow>>();
    missing.forEach(row -> edits.add(new Edit.Put<>(row.key(), row.row())));
    return new Decision<>(edits, missing);
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
    var type = new BucketResourceType(new BucketStreams(cluster, new LatestMappings(cluster)));
    var buckets = new ManagedResources<>(table, type, cluster).repairs();
    for (var resource : KnownResource.of(table.view())) {
      if (resource.isReady()) {
        CatalogRow.bucket(resource.key()).ifPresent(ref -> streams(resource, ref, buckets));
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
