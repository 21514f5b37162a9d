package io.edgemq.nats;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.nats.catalog.BucketResourceType;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.NatsBucketCatalog;
import io.edgemq.nats.change.LatestMappings;
import io.edgemq.nats.change.NatsChangeStreamStore;
import io.edgemq.nats.kv.NatsKvStore;
import io.edgemq.ports.out.StoreTime;

/// The buckets of a store, their entries, and their change streams.
record KeyValues(
    NatsBucketCatalog catalog,
    NatsKvStore entries,
    NatsChangeStreamStore changes,
    ManagedResources<BucketRef, Bucket> resources)
    implements AutoCloseable {
  /// Those of the catalog; begins to end values whose time is over.
  static KeyValues open(Cluster cluster, Tables tables, StoreTime clock) {
    var table = tables.catalog();
    var streams = new BucketStreams(cluster, new LatestMappings(cluster));
    var resources = new ManagedResources<>(table, new BucketResourceType(streams), cluster);
    var progress = new LatestMessages(cluster, NatsStore.KV_PROGRESS);
    var told = new NatsChangeStreamStore.Parts(cluster, tables.mappings(), progress, clock);
    var changes = new NatsChangeStreamStore(told, resources);
    var catalogs = new NatsKvStore.Catalogs(resources, changes, changes);
    var entries = new NatsKvStore(cluster, catalogs, clock);
    resources.onChange(key -> CatalogRow.bucket(key).ifPresent(entries::changed));
    entries.start();
    var parts = new NatsBucketCatalog.Parts(table, resources, streams);
    return new KeyValues(new NatsBucketCatalog(parts, entries), entries, changes, resources);
  }

  @Override
  public void close() {
    entries.close();
  }
}
