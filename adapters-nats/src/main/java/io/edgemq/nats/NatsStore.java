package io.edgemq.nats;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A store on a NATS JetStream cluster, which any number of processes share.
public final class NatsStore implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NatsStore.class.getName());

  static final String CATALOG = "mq-admin-catalog-v1";
  static final String KEYS = "mq-admin-keys-v1";
  static final String JOBS = "mq-admin-jobs-v1";

  /// Those that a busy process stores in some seconds: a hundred bytes or two each.
  private static final int RECENT_KEYS = 100_000;

  /// For how long a start waits for a cluster that it is connected to and that does not answer:
  /// servers that come back after a fault may need more than a minute to have leaders again.
  private static final Duration ELECTION = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Table<CatalogRow> catalog;
  private final Table<ApiKey> keyTable;
  private final Table<RedriveJob> jobTable;
  private final Resources<QueueRef, Queue> queues;
  private final Resources<TopicRef, Topic> topics;
  private final NatsQueues queueing;
  private final NatsTopicLog log;
  private final NatsSubscriptionStore subscriptions;
  private final NatsKeyDirectory keys;
  private final InstantSource time;

  private NatsStore(Cluster cluster, Tables tables, InstantSource time) {
    this.cluster = cluster;
    this.catalog = tables.catalog();
    this.keyTable = tables.keys();
    this.jobTable = tables.jobs();
    this.time = time;
    var streams = new Streams(cluster);
    this.queues = new Resources<>(catalog, new QueueKind(streams), cluster);
    this.topics = new Resources<>(catalog, new TopicKind(streams), cluster);
    var recent = new RecentKeys(RECENT_KEYS);
    this.queueing = new NatsQueues(new Desk.Parts(cluster, time, queues), recent);
    queues.onChange(queueing::changed);
    var topicLog = new NatsTopicLog(cluster, topics, recent, time);
    this.log = topicLog;
    topics.onChange(key -> CatalogRow.topic(key).ifPresent(topicLog::changed));
    topics.updating().before((topic, _, _) -> topicLog.settleBounds(topic));
    this.subscriptions = new NatsSubscriptionStore(catalog);
    this.keys = new NatsKeyDirectory(keyTable);
  }

  private record Tables(Table<CatalogRow> catalog, Table<ApiKey> keys, Table<RedriveJob> jobs) {}

  /// Connects, makes what the cluster lacks, and reads what it has. Throws `StoreException` when
  /// the cluster can not serve, after two minutes in which it did not answer, and
  /// [IllegalArgumentException] for what can never be right in the configuration.
  public static NatsStore open(NatsConfig config, InstantSource time) {
    var cluster = Cluster.connect(config);
    Tables tables = null;
    try {
      tables = openOnceAnswered(cluster);
      return new NatsStore(cluster, tables, time);
    } finally {
      if (tables == null) {
        cluster.close();
      }
    }
  }

  /// A cluster that elects its leaders leaves calls unanswered; whoever starts meanwhile waits.
  private static Tables openOnceAnswered(Cluster cluster) {
    long deadline = System.nanoTime() + ELECTION.toNanos();
    while (true) {
      try {
        return open(cluster);
      } catch (StoreException.Full full) {
        throw full;
      } catch (StoreException unanswered) {
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw unanswered;
        }
        LOG.log(
            System.Logger.Level.WARNING,
            "the cluster does not answer yet; why={0}",
            String.valueOf(unanswered));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static Tables open(Cluster cluster) {
    var opened = new ArrayDeque<Table<?>>();
    boolean whole = false;
    try {
      var catalog = Table.open(cluster, CATALOG, new CatalogFormat());
      opened.push(catalog);
      var keys = Table.open(cluster, KEYS, new KeyFormat());
      opened.push(keys);
      var jobs = Table.open(cluster, JOBS, new JobFormat());
      whole = true;
      return new Tables(catalog, keys, jobs);
    } finally {
      if (!whole) {
        opened.forEach(Table::close);
      }
    }
  }

  /// Its queues.
  public QueueCatalog queueCatalog() {
    return new NatsQueueCatalog(catalog, queues);
  }

  /// The messages of its queues.
  public QueueStore queueStore() {
    return new NatsQueueStore(queueing);
  }

  /// Its topics.
  public TopicCatalog topicCatalog() {
    return new NatsTopicCatalog(catalog, topics);
  }

  /// The messages of its topics.
  public TopicLog topicLog() {
    return log;
  }

  /// Its subscriptions.
  public SubscriptionStore subscriptions() {
    return subscriptions;
  }

  /// Its keys.
  public KeyDirectory keys() {
    return keys;
  }

  /// Its tenants.
  public TenantStore tenants() {
    return new NatsTenantStore(catalog);
  }

  /// Its jobs.
  public JobStore jobs() {
    return new NatsJobStore(jobTable, time);
  }

  /// How it is doing.
  public StoreMonitor monitor() {
    return new NatsMonitor(
        cluster,
        catalog,
        List.of(
            new NatsMonitor.Watched("catalog", catalog),
            new NatsMonitor.Watched("keys", keyTable),
            new NatsMonitor.Watched("jobs", jobTable)));
  }

  /// Closes it: whatever waits or comes later meets
  /// [io.edgemq.domain.StoreException.Unavailable]. What it did not finish is in the cluster.
  /// Again does nothing.
  @Override
  public void close() {
    queueing.close();
    log.close();
    catalog.close();
    keyTable.close();
    jobTable.close();
    subscriptions.wake();
    keys.wake();
    cluster.close();
  }
}
