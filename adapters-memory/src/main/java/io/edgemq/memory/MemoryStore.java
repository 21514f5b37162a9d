package io.edgemq.memory;

import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
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
import io.edgemq.store.Alone;
import io.edgemq.store.NoChangeStreams;

/// A store in memory. It does everything that a durable store does, until it is closed or the
/// process ends. It has no size limit.
public final class MemoryStore implements AutoCloseable {
  private final Guard guard;
  private final MemoryQueues queues;
  private final MemoryTopics topics;
  private final MemoryBuckets held;
  private final MemorySubscriptionStore subscriptions;
  private final DeliveryStore deliveries;
  private final DeadLetterStore deadLetters;
  private final AttemptLog attempts;
  private final QueueCatalog queueCatalog;
  private final QueueStore queueStore;
  private final TopicCatalog topicCatalog;
  private final TopicLog topicLog;
  private final BucketCatalog buckets;
  private final KvStore kv;
  private final NoChangeStreams changeStreams;
  private final MemoryKeyDirectory keys;
  private final MemoryTenantStore tenants;
  private final JobStore jobs;
  private final MemoryAuditLog audit;
  private final InviteStore invites;
  private final InviteRequestStore inviteRequests;
  private final MemoryIssuerStore issuers;
  private final IngestStore ingests;
  private final StorageUse storage;
  private final PeerUsage peers = new Alone();
  private final StoreMonitor monitor;

  /// A new, empty store. Leases, delays, retention and dedup windows follow `time`.
  public MemoryStore(StoreTime time) {
    guard = new Guard(time);
    queues = new MemoryQueues(guard);
    topics = new MemoryTopics(guard);
    held = new MemoryBuckets(topics);
    subscriptions = new MemorySubscriptionStore(topics);
    deliveries = new MemoryDeliveryStore(subscriptions);
    deadLetters = new MemoryDeadLetterStore(subscriptions);
    attempts = new MemoryAttemptLog(subscriptions);
    queueCatalog = new MemoryQueueCatalog(queues);
    queueStore = new MemoryQueueStore(queues);
    topicCatalog = new MemoryTopicCatalog(topics, subscriptions);
    topicLog = new MemoryTopicLog(topics);
    buckets = new MemoryBucketCatalog(held);
    kv = new MemoryKvStore(held);
    changeStreams = new NoChangeStreams(guard::requireOpen);
    keys = new MemoryKeyDirectory(guard);
    tenants = new MemoryTenantStore(guard);
    jobs = new MemoryJobStore(guard);
    audit = new MemoryAuditLog(guard);
    invites = new MemoryInviteStore(guard);
    inviteRequests = new MemoryInviteRequestStore(guard);
    issuers = new MemoryIssuerStore(guard);
    ingests = new MemoryIngestStore(guard);
    storage = new MemoryStorage(queues, topics, held);
    monitor = new MemoryMonitor(queues, topics, held);
  }

  /// Its queues.
  public QueueCatalog queueCatalog() {
    return queueCatalog;
  }

  /// The messages of its queues.
  public QueueStore queueStore() {
    return queueStore;
  }

  /// Its topics.
  public TopicCatalog topicCatalog() {
    return topicCatalog;
  }

  /// The messages of its topics.
  public TopicLog topicLog() {
    return topicLog;
  }

  /// Its buckets.
  public BucketCatalog buckets() {
    return buckets;
  }

  /// The entries of its buckets.
  public KvStore kv() {
    return kv;
  }

  /// The change streams that are left to a bridge: none are.
  public ChangeStreamStore changeStreams() {
    return changeStreams;
  }

  /// Its subscriptions.
  public SubscriptionStore subscriptions() {
    return subscriptions;
  }

  /// How far the deliveries of its subscriptions have come.
  public DeliveryStore deliveries() {
    return deliveries;
  }

  /// The dead letters of its subscriptions.
  public DeadLetterStore deadLetters() {
    return deadLetters;
  }

  /// The latest attempts of its subscriptions.
  public AttemptLog attempts() {
    return attempts;
  }

  /// Its keys.
  public KeyDirectory keys() {
    return keys;
  }

  /// Its tenants.
  public TenantStore tenants() {
    return tenants;
  }

  /// Its jobs.
  public JobStore jobs() {
    return jobs;
  }

  /// What was done.
  public AuditLog audit() {
    return audit;
  }

  /// Its invites.
  public InviteStore invites() {
    return invites;
  }

  /// The requests for invites.
  public InviteRequestStore inviteRequests() {
    return inviteRequests;
  }

  /// The issuers that its tenants trust.
  public IssuerStore issuers() {
    return issuers;
  }

  /// Its ingests.
  public IngestStore ingests() {
    return ingests;
  }

  /// How much room its messages take.
  public StorageUse storage() {
    return storage;
  }

  /// The other processes that have it open: there are none.
  public PeerUsage peers() {
    return peers;
  }

  /// Its health and metrics.
  public StoreMonitor monitor() {
    return monitor;
  }

  /// Closes the store. Waiting and later calls throw [io.edgemq.domain.StoreException.Unavailable].
  /// Closing it a second time does nothing.
  @Override
  public void close() {
    guard.uninterrupted(
        () -> {
          guard.markClosed();
          queues.all().forEach(queue -> queue.changed().signalAll());
          topics.all().forEach(topic -> topic.changed().signalAll());
          held.wake();
          changeStreams.wake();
          subscriptions.wake();
          keys.wake();
          tenants.wake();
          audit.wake();
          issuers.wake();
        });
  }
}
