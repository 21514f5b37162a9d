package io.edgemq.nats;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.OutageLog;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.jetstream.table.Bucket;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.RowFormat;
import io.edgemq.nats.audit.AuditStream;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogGuard;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.IngestRows;
import io.edgemq.nats.catalog.IssuerRows;
import io.edgemq.nats.catalog.JobFormat;
import io.edgemq.nats.catalog.KeyFormat;
import io.edgemq.nats.catalog.TenantFormat;
import io.edgemq.nats.change.MappingFormat;
import io.edgemq.nats.change.MappingRow;
import io.edgemq.nats.push.OwnerFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// The tables of a store.
///
/// @param owners the signs of life of processes that deliver
record Tables(
    ReplicatedTable<CatalogRow> catalog,
    ReplicatedTable<ApiKey> keys,
    ReplicatedTable<Tenant> tenants,
    ReplicatedTable<RedriveJob> jobs,
    ReplicatedTable<Issuer> issuers,
    ReplicatedTable<Ingest> ingests,
    ReplicatedTable<MappingRow> mappings,
    ReplicatedTable<Long> owners)
    implements AutoCloseable {
  /// How long opening waits for a connected cluster that does not answer: after a fault, servers
  /// may need more than a minute to elect leaders again.
  private static final Duration ELECTION = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final CatalogGuard.Names GUARDED =
      new CatalogGuard.Names(NatsStore.CATALOG, NatsStore.KEYS, NatsStore.TENANTS);

  /// As [#open], but waits while the cluster elects its leaders and does not answer calls.
  static Tables openOnceAnswered(Cluster cluster) {
    long deadline = System.nanoTime() + ELECTION.toNanos();
    var outage = new OutageLog("the cluster");
    while (true) {
      try {
        var tables = open(cluster);
        outage.end();
        return tables;
      } catch (StoreException.Full | StoreException.Damaged | StoreException.Refused lasting) {
        throw lasting;
      } catch (StoreException unanswered) {
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw unanswered;
        }
        outage.report(String.valueOf(unanswered.getMessage()));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /// Creates what the cluster lacks, and reads the tables. Throws `StoreException` when the cluster
  /// does not answer, and `StoreException.Damaged` when a bucket was lost.
  static Tables open(Cluster cluster) {
    var guard = new CatalogGuard(cluster);
    guard.requireKept(NatsStore.CATALOG);
    var catalog = ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat());
    boolean whole = false;
    try {
      guard.requireWhole(catalog, GUARDED);
      var tables = open(cluster, catalog);
      whole = true;
      return tables;
    } finally {
      if (!whole) {
        catalog.close();
      }
    }
  }

  private static Tables open(Cluster cluster, ReplicatedTable<CatalogRow> catalog) {
    try (var opening = new Opening()) {
      var keys = opening.begin(() -> table(cluster, NatsStore.KEYS, new KeyFormat()));
      var tenants =
          opening.begin(
              () -> {
                makeAudit(cluster);
                return table(cluster, NatsStore.TENANTS, new TenantFormat());
              });
      var jobs = opening.begin(() -> table(cluster, NatsStore.JOBS, new JobFormat()));
      var issuers = opening.begin(() -> table(cluster, NatsStore.ISSUERS, new IssuerRows()));
      var ingests = opening.begin(() -> table(cluster, NatsStore.INGESTS, new IngestRows()));
      var mappings =
          opening.begin(() -> table(cluster, BucketStreams.CHANGE_STREAMS, new MappingFormat()));
      var owners = opening.begin(() -> table(cluster, NatsStore.LANES, new OwnerFormat()));
      var deliveries = new LatestMessages(cluster, NatsStore.DELIVERIES);
      var timers = new KvTimers(cluster);
      var progress = new LatestMessages(cluster, NatsStore.KV_PROGRESS);
      var _ = opening.begin(Executors.callable(deliveries::make));
      var _ = opening.begin(Executors.callable(timers::make));
      var _ = opening.begin(Executors.callable(progress::make));
      opening.awaitAll();
      return new Tables(
          catalog,
          keys.resultNow(),
          tenants.resultNow(),
          jobs.resultNow(),
          issuers.resultNow(),
          ingests.resultNow(),
          mappings.resultNow(),
          owners.resultNow());
    }
  }

  private static <V> ReplicatedTable<V> table(Cluster cluster, String name, RowFormat<V> format) {
    return ReplicatedTable.open(cluster, name, format);
  }

  /// The audit log is made before the bucket of tenants. So where that is and the log is not, the
  /// log was lost, and only an operator begins a new one.
  private static void makeAudit(Cluster cluster) {
    if (!new Bucket(cluster, NatsStore.TENANTS).exists()) {
      new AuditStream(cluster).make();
    }
  }

  /// Those whose state is told to whoever watches the store, the catalog first.
  List<NatsMonitor.Watched> watched() {
    return List.of(
        new NatsMonitor.Watched("catalog", catalog),
        new NatsMonitor.Watched("keys", keys),
        new NatsMonitor.Watched("tenants", tenants),
        new NatsMonitor.Watched("jobs", jobs),
        new NatsMonitor.Watched("issuers", issuers),
        new NatsMonitor.Watched("ingests", ingests),
        new NatsMonitor.Watched("change_streams", mappings));
  }

  @Override
  public void close() {
    catalog.close();
    keys.close();
    tenants.close();
    jobs.close();
    issuers.close();
    ingests.close();
    mappings.close();
    owners.close();
  }
}
