package io.edgemq.nats.doctor;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamDescription;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.audit.AuditStream;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogGuard;
import io.edgemq.nats.catalog.KnownResource;
import io.edgemq.nats.catalog.StreamNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a cluster holds of EdgeMQ at one moment.
///
/// @param streams the streams of queues, topics and buckets, by name
/// @param buckets the streams of the buckets that are there, and others that all share, by name
record Inventory(
    Map<String, StreamDescription> streams,
    Map<String, StreamDescription> buckets,
    Catalog catalog) {

  /// Looks at everything: a request for each stream.
  static Inventory of(Cluster cluster, Buckets names) {
    var buckets = new TreeMap<String, StreamDescription>();
    for (var name : names.all()) {
      describe(cluster, name).ifPresent(found -> buckets.put(name, found));
    }
    var streams = new TreeMap<String, StreamDescription>();
    var catalog =
        buckets.containsKey("KV_" + names.catalog())
            ? catalog(cluster, names.catalog())
            : new Catalog(List.of(), true);
    for (var name : new StreamAdmin(cluster).names()) {
      if (StreamNames.isOurs(name)) {
        describe(cluster, name)
            .filter(found -> found.status().incarnation() > 0)
            .filter(found -> !isLeftToBridge(found))
            .ifPresent(found -> streams.put(name, found));
      }
    }
    return new Inventory(streams, buckets, catalog);
  }

  /// A bucket that was removed, whose topic is not told of all its entries yet.
  private static boolean isLeftToBridge(StreamDescription stream) {
    return StreamNames.bucketOf(stream.name()).isPresent() && stream.status().sealed();
  }

  private static Catalog catalog(Cluster cluster, String catalog) {
    try (var table = ReplicatedTable.open(cluster, catalog, new CatalogFormat())) {
      var view = table.view();
      return new Catalog(KnownResource.of(view), CatalogGuard.hasTenants(view));
    }
  }

  /// What the catalog says.
  ///
  /// @param resources the queues and topics; none when there is no catalog
  /// @param hasTenants whether it has all of their tenants, as those of earlier versions do
  record Catalog(List<KnownResource> resources, boolean hasTenants) {}

  /// The queues and topics of the catalog.
  List<KnownResource> resources() {
    return catalog.resources();
  }

  /// Whether the bucket `name` is there.
  boolean hasBucket(String name) {
    return buckets.containsKey("KV_" + name);
  }

  /// Whether the bucket of tenants was there and is not.
  boolean lacksTenants(Buckets names) {
    return !hasBucket(names.tenants()) && !catalog.hasTenants();
  }

  /// Whether the audit log was there and is not: it is made before the bucket of tenants.
  boolean lacksAudit(Buckets names) {
    return !buckets.containsKey(AuditStream.NAME)
        && (hasBucket(names.tenants()) || lacksTenants(names));
  }

  private static Optional<StreamDescription> describe(Cluster cluster, String name) {
    return new StreamClient(cluster, name).describe();
  }

  /// The stream of that name; null when it is missing.
  @Nullable StreamDescription stream(String name) {
    return streams.get(name);
  }

  /// The highest incarnation of any stream.
  long newest() {
    return streams.values().stream()
        .mapToLong(found -> found.status().incarnation())
        .max()
        .orElse(0);
  }

  /// Any stream or bucket, to ask the servers for their time; throws when there is none.
  StreamDescription any() {
    return buckets.values().stream()
        .findFirst()
        .or(() -> streams.values().stream().findFirst())
        .orElseThrow(
            () ->
                new StoreException.Damaged(
                    "nothing of EdgeMQ is in this account", new IllegalStateException("empty")));
  }
}
