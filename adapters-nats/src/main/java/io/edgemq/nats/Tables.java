package io.edgemq.nats;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.RedriveJob;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogGuard;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.JobFormat;
import io.edgemq.nats.catalog.KeyFormat;
import io.edgemq.nats.push.OwnerFormat;
import java.util.ArrayDeque;

/// The tables of a store.
///
/// @param owners the signs of life of processes that deliver
record Tables(
    ReplicatedTable<CatalogRow> catalog,
    ReplicatedTable<ApiKey> keys,
    ReplicatedTable<RedriveJob> jobs,
    ReplicatedTable<Long> owners)
    implements AutoCloseable {

  /// Creates what the cluster lacks, and reads the tables. Throws `StoreException` when the cluster
  /// does not answer, and `StoreException.Damaged` when a bucket was lost.
  static Tables open(Cluster cluster) {
    var opened = new ArrayDeque<ReplicatedTable<?>>();
    boolean whole = false;
    var guard = new CatalogGuard(cluster);
    guard.requireKept(NatsStore.CATALOG);
    try {
      var catalog = ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat());
      opened.push(catalog);
      guard.requireWhole(catalog, NatsStore.CATALOG, NatsStore.KEYS);
      var keys = ReplicatedTable.open(cluster, NatsStore.KEYS, new KeyFormat());
      opened.push(keys);
      var jobs = ReplicatedTable.open(cluster, NatsStore.JOBS, new JobFormat());
      opened.push(jobs);
      new LatestMessages(cluster, NatsStore.DELIVERIES).make();
      var owners = ReplicatedTable.open(cluster, NatsStore.LANES, new OwnerFormat());
      whole = true;
      return new Tables(catalog, keys, jobs, owners);
    } finally {
      if (!whole) {
        opened.forEach(ReplicatedTable::close);
      }
    }
  }

  @Override
  public void close() {
    catalog.close();
    keys.close();
    jobs.close();
    owners.close();
  }
}
