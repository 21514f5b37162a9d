package io.edgemq.sqlite;

import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.store.Alone;
import io.edgemq.store.NoChangeStreams;
import java.sql.SQLException;

/// The ports of one open store, and what they read when it is opened.
final class SqlitePorts {
  final SqliteQueueCatalog queueCatalog;
  final SqliteQueueStore queueStore;
  final SqliteTopicCatalog topicCatalog;
  final SqliteTopicLog topicLog;
  final SqliteSubscriptionStore subscriptions;
  final SqliteDeliveryStore deliveries;
  final SqliteDeadLetterStore deadLetters;
  final SqliteAttemptLog attempts;
  final SqliteKeyDirectory keys;
  final SqliteTenantStore tenants;
  final SqliteJobStore jobs;
  final SqliteAuditLog audit;
  final SqliteInviteStore invites;
  final SqliteInviteRequestStore inviteRequests;
  final SqliteIssuerStore issuers;
  final SqliteIngestStore ingests;
  final SqliteBucketCatalog buckets;
  final SqliteKvStore kv;
  final NoChangeStreams changeStreams;
  final StorageUse storage;
  final PeerUsage peers = new Alone();
  private final Engine engine;
  private final QueueTable queueTable;
  private final KvParts parts;

  SqlitePorts(Engine engine, QueueRows rows, QueueExpiry expiry, KvParts parts) {
    this.engine = engine;
    this.queueTable = new QueueTable(parts.tenantBytes());
    this.parts = parts;
    this.queueCatalog = new SqliteQueueCatalog(engine, expiry, queueTable);
    this.queueStore = new SqliteQueueStore(engine, rows);
    this.subscriptions = new SqliteSubscriptionStore(engine);
    this.deliveries = new SqliteDeliveryStore(engine, subscriptions);
    this.deadLetters = new SqliteDeadLetterStore(engine, subscriptions);
    this.attempts = new SqliteAttemptLog(engine, subscriptions);
    this.topicCatalog = new SqliteTopicCatalog(engine, subscriptions, parts.topicTable());
    this.topicLog = new SqliteTopicLog(engine);
    this.keys = new SqliteKeyDirectory(engine);
    this.tenants = new SqliteTenantStore(engine);
    this.jobs = new SqliteJobStore(engine);
    this.audit = new SqliteAuditLog(engine);
    this.invites = new SqliteInviteStore(engine);
    this.inviteRequests = new SqliteInviteRequestStore(engine);
    this.issuers = new SqliteIssuerStore(engine);
    this.ingests = new SqliteIngestStore(engine);
    this.buckets = new SqliteBucketCatalog(engine, parts.bucketTable());
    this.kv = new SqliteKvStore(engine, parts);
    this.changeStreams = new NoChangeStreams(engine.writer()::refuseIfClosed);
    this.storage = new SqliteStorage(parts.tenantBytes(), engine);
  }

  /// Reads what they answer from memory.
  void load(Database database) throws SQLException {
    queueTable.load(database, engine.queues());
    parts.topicTable().load(database, engine.topics());
    parts.bucketTable().load(database, engine.buckets());
    subscriptions.load(database);
    deliveries.load(database);
    keys.load(database);
    tenants.load(database);
    jobs.load(database);
    audit.load(database);
    issuers.load(database);
    ingests.load(database);
  }

  /// Wakes everybody who waits for changes, and who follows a topic or a bucket.
  void wake() {
    engine.topics().all().forEach(topic -> topic.live().wake());
    engine.buckets().all().forEach(bucket -> bucket.live().wake());
    changeStreams.wake();
    subscriptions.wake();
    keys.wake();
    tenants.wake();
    audit.wake();
    issuers.wake();
  }
}
