package io.edgemq.nats;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.audit.NatsAuditLog;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.FormerUpkeep;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.MissingStreams;
import io.edgemq.nats.catalog.NatsJobStore;
import io.edgemq.nats.catalog.NatsQueueCatalog;
import io.edgemq.nats.catalog.NatsTopicCatalog;
import io.edgemq.nats.catalog.QueueResourceType;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.TopicResourceType;
import io.edgemq.nats.move.MoveExecutor;
import io.edgemq.nats.move.NatsQueueStore;
import io.edgemq.nats.push.LetterRoom;
import io.edgemq.nats.queue.KeptBytes;
import io.edgemq.nats.queue.QueueReplica;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.nats.queue.ReplicaMemory;
import io.edgemq.nats.topic.NatsTopicLog;
import io.edgemq.nats.usage.StreamBytes;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;
import java.util.List;

/// A store on a NATS JetStream cluster, shared by any number of processes.
public final class NatsStore implements AutoCloseable {
  public static final String CATALOG = "mq-admin-catalog-v1";
  static final String KEYS = "mq-admin-keys-v1";
  static final String TENANTS = "mq-admin-tenants-v1";
  static final String JOBS = "mq-admin-jobs-v1";
  static final String ISSUERS = "mq-admin-issuers-v1";
  static final String INGESTS = "mq-ingests-v1";
  static final String DELIVERIES = "mq-deliveries-v1";
  static final String LANES = "mq-lanes-v1";
  static final String KV_PROGRESS = "mq-kv-progress-v1";

  /// The keys that a busy process stores within some seconds, at one or two hundred bytes each.
  private static final int RECENT_KEYS = 100_000;

  private final Cluster cluster;
  private final Tables tables;
  private final ReplicatedTable<CatalogRow> catalog;
  private final ManagedResources<QueueRef, Queue> queues;
  private final ManagedResources<TopicRef, Topic> topics;
  private final QueueReplicas replicas;
  private final NatsTopicLog log;
  private final FormerUpkeep formers;
  private final Directory directory;
  private final Usage usage;
  private final NatsAuditLog audit;
  private final StoreClock time;
  private final MissingStreams missing;
  private final Pushed pushed;
  private final KeyValues keyValues;

  private NatsStore(Cluster cluster, Tables tables, StoreClock time, ReplicaMemory memory) {
    this.cluster = cluster;
    this.tables = tables;
    this.catalog = tables.catalog();
    this.time = time;
    var streams = new ResourceStreams(cluster);
    this.queues = new ManagedResources<>(catalog, new QueueResourceType(streams), cluster);
    this.topics = new ManagedResources<>(catalog, new TopicResourceType(streams), cluster);
    var recent = new RecentKeys(RECENT_KEYS);
    this.replicas =
        new QueueReplicas(
            new QueueReplica.Parts(cluster, time, queues, QueueReplica.Shared.of(memory)),
            recent,
            MoveExecutor::new);
    queues.onChange(replicas::changed);
    var topicLog = new NatsTopicLog(cluster, topics, recent, time.ofTopics());
    this.log = topicLog;
    topics.onChange(key -> CatalogRow.topic(key).ifPresent(topicLog::changed));
    topics.updating().before((topic, _, _) -> topicLog.settleBounds(topic));
    this.directory = Directory.of(tables);
    var counted = new StreamBytes.Parts(new KeptBytes(replicas), topicLog.retainedBytes());
    this.usage = Usage.open(cluster, tables, counted);
    this.audit = new NatsAuditLog(cluster);
    this.pushed = Pushed.open(cluster, tables, directory, time);
    cluster.reserve().start();
    this.missing = new MissingStreams(cluster, catalog);
    queues.repairs().onDamage(missing::look);
    topics.repairs().onDamage(missing::look);
    this.keyValues = KeyValues.open(cluster, tables, time);
    keyValues.resources().repairs().onDamage(missing::look);
    this.formers = new FormerUpkeep(catalog);
    formers.start();
    directory.tenants().start();
  }

  /// Opens a store whose time is `time` alone, as below.
  public static NatsStore open(NatsConfig config, StoreTime time) {
    return open(config, time, NatsSettings.OWN_TIME);
  }

  /// Connects, creates what the cluster lacks, and reads its tables. Throws `StoreException` when
  /// the cluster cannot serve, after two minutes without an answer; `StoreException.Damaged` when a
  /// bucket was lost; and [IllegalArgumentException] for an invalid configuration.
  public static NatsStore open(NatsConfig config, StoreTime time, NatsSettings settings) {
    var cluster = Cluster.connect(config);
    Tables tables = null;
    try {
      tables = Tables.openOnceAnswered(cluster);
      var clock = StoreClock.of(settings.timekeeper(), time, tables.catalog()::time);
      return new NatsStore(cluster, tables, clock, settings.memory());
    } finally {
      if (tables == null) {
        cluster.close();
      }
    }
  }

  /// Compares catalog, streams and servers, and changes nothing. Throws `StoreException` when the
  /// cluster does not answer.
  public static List<Finding> examine(NatsConfig config, Limits limits, InstantSource clock) {
    return Doctor.examine(config, limits, clock);
  }

  /// Repairs what can be repaired, also beside running processes, and compares again. Returns what
  /// was done and what [#examine] finds then.
  public static List<Finding> repair(NatsConfig config, Limits limits, InstantSource clock) {
    return Doctor.repair(config, limits, clock);
  }

  /// Whether the room that is kept for freeing room is whole.
  boolean hasReserve() {
    return cluster.reserve().isWhole();
  }

  /// How large the payload of a message without attributes and with a short subject may be, as the
  /// servers are configured.
  public long maxMessageBytes() {
    return new Outgoing("", new MessageHeaders(), new byte[0])
        .bodyLimit(cluster.maxPayload() - LetterRoom.least());
  }

  /// The catalog of queues.
  public QueueCatalog queueCatalog() {
    return new NatsQueueCatalog(catalog, queues);
  }

  /// The messages of queues.
  public QueueStore queueStore() {
    return new NatsQueueStore(replicas);
  }

  /// The catalog of topics.
  public TopicCatalog topicCatalog() {
    return new NatsTopicCatalog(catalog, topics);
  }

  /// The messages of topics.
  public TopicLog topicLog() {
    return log;
  }

  /// The catalog of buckets.
  public BucketCatalog buckets() {
    return keyValues.catalog();
  }

  /// The entries of buckets.
  public KvStore kv() {
    return keyValues.entries();
  }

  /// The change streams of buckets.
  public ChangeStreamStore changeStreams() {
    return keyValues.changes();
  }

  /// The subscriptions.
  public SubscriptionStore subscriptions() {
    return directory.subscriptions();
  }

  /// How far deliveries have come.
  public DeliveryStore deliveries() {
    return pushed.deliveries();
  }

  /// The dead letters of subscriptions.
  public DeadLetterStore deadLetters() {
    return pushed.letters();
  }

  /// The latest attempts of subscriptions.
  public AttemptLog attempts() {
    return pushed.attempts();
  }

  /// The API keys.
  public KeyDirectory keys() {
    return directory.keys();
  }

  /// The tenants.
  public TenantStore tenants() {
    return directory.tenants();
  }

  /// The issuers of tokens.
  public IssuerStore issuers() {
    return directory.issuers();
  }

  /// The ingests.
  public IngestStore ingests() {
    return directory.ingests();
  }

  /// How much room messages take.
  public StorageUse storage() {
    return usage.storage();
  }

  /// What the other processes are used for.
  public PeerUsage peers() {
    return usage.peers();
  }

  /// What was done to tenants and keys.
  public AuditLog audit() {
    return audit;
  }

  /// The redrive jobs.
  public JobStore jobs() {
    return new NatsJobStore(tables.jobs(), time);
  }

  /// The health and the metrics of the store.
  public StoreMonitor monitor() {
    var monitor =
        new NatsMonitor(
            cluster,
            missing,
            tables.watched(),
            new NatsMonitor.Figures(
                log::foreignMessages,
                keyValues.entries()::foreignKeys,
                time::offset,
                usage.peers()));
    return new QueueMonitor(monitor, replicas.parts().shared());
  }

  /// Closes the store. Waiting and later calls get [io.edgemq.domain.StoreException.Unavailable].
  /// Unfinished work is kept in the cluster. Closing again does nothing.
  @Override
  public void close() {
    time.close();
    missing.close();
    replicas.close();
    log.close();
    keyValues.close();
    formers.close();
    directory.tenants().close();
    usage.close();
    tables.close();
    directory.wake();
    keyValues.changes().wake();
    audit.wake();
    cluster.close();
  }
}
