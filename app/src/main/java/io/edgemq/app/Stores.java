package io.edgemq.app;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.kvbridge.KvBridge;
import io.edgemq.memory.MemoryStore;
import io.edgemq.nats.NatsSettings;
import io.edgemq.nats.NatsSettings.Timekeeper;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.BucketFeeds;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.DatabaseBackup;
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
import io.edgemq.sqlite.SqliteConfig;
import io.edgemq.sqlite.SqliteStore;
import io.edgemq.sqlite.StoreOpenException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ports of one store.
///
/// @param changeStreams those that are left to a bridge
/// @param feeds what a bridge reads; empty where the store forwards by itself, and in a process
/// that
///     is no bridge
/// @param invitations what only the control plane needs; the embedded store has it, and beside a
///     cluster it is a database of its own
/// @param engine closes the whole store
record Stores(
    QueueCatalog queueCatalog,
    QueueStore queues,
    TopicCatalog topicCatalog,
    TopicLog topics,
    BucketCatalog buckets,
    KvStore kv,
    ChangeStreamStore changeStreams,
    Forwarding forwarding,
    Optional<BucketFeeds> feeds,
    SubscriptionStore subscriptions,
    DeliveryStore deliveries,
    DeadLetterStore deadLetters,
    AttemptLog attempts,
    TenantStore tenants,
    KeyDirectory keys,
    AuditLog audit,
    JobStore jobs,
    StoreMonitor monitor,
    IssuerStore issuers,
    IngestStore ingests,
    StorageUse storage,
    PeerUsage peers,
    Invitations invitations,
    Runnable engine)
    implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Stores.class.getName());

  /// Who tells topics of what is written to buckets.
  enum Forwarding {
    /// The store, in the step that writes.
    STORE,
    /// A bridge, in one process of all that share the store.
    BRIDGE
  }

  /// The change streams that are left to a bridge; empty when the store forwards by itself.
  Optional<ChangeStreamStore> bridged() {
    return switch (forwarding) {
      case STORE -> Optional.empty();
      case BRIDGE -> Optional.of(changeStreams);
    };
  }

  /// What only the control plane needs.
  ///
  /// @param backups copies the database; empty when there is none that could be copied
  record Invitations(
      InviteStore invites, InviteRequestStore requests, Optional<DatabaseBackup> backups) {}

  /// Opens the store that `storage` names. An embedded one is in `data`. Throws [StartException]
  /// when the store cannot be opened.
  ///
  /// @param messageBytes how large payloads are to be allowed
  /// @param keepsInvites whether the process needs [#invitations]
  static Stores open(
      Storage storage, Path data, StoreTime clock, int messageBytes, boolean keepsInvites) {
    return switch (storage) {
      case Storage.Sqlite(long maxBytes) -> {
        var where = SqliteConfig.in(data);
        yield of(openSqlite(maxBytes == 0 ? where : where.withMaxDatabaseBytes(maxBytes), clock));
      }
      case Storage.Memory _ -> of(new MemoryStore(clock));
      case Storage.Nats(var cluster, var known) -> {
        var store = openNats(cluster, known, clock);
        compare(store, messageBytes);
        yield keepsInvites
            ? withControl(store, cluster, data, clock)
            : of(store, Optional.empty(), none(), store::close);
      }
    };
  }

  /// A cluster's store, and what the control plane has beside it: its database, and the bridge.
  private static Stores withControl(
      NatsStore store, NatsConfig cluster, Path data, StoreTime clock) {
    try {
      var bridge = openBridge(cluster);
      try {
        var beside = openSqlite(SqliteConfig.in(data).named(SqliteConfig.CONTROL_NAME), clock);
        return of(
            store,
            Optional.of(bridge),
            invitations(beside),
            () -> {
              beside.close();
              bridge.close();
              store.close();
            });
      } catch (RuntimeException inTheWay) {
        bridge.close();
        throw inTheWay;
      }
    } catch (RuntimeException inTheWay) {
      store.close();
      throw inTheWay;
    }
  }

  private static KvBridge openBridge(NatsConfig cluster) {
    try {
      return KvBridge.open(cluster);
    } catch (StoreException inTheWay) {
      throw new StartException(
          "the cluster " + String.join(",", cluster.servers()) + ": " + inTheWay.getMessage(),
          inTheWay);
    }
  }

  private static Invitations invitations(SqliteStore store) {
    return new Invitations(store.invites(), store.inviteRequests(), Optional.of(store.backups()));
  }

  /// Of a process that keeps none: it never asks for them.
  private static Invitations none() {
    var nowhere = new MemoryStore(StoreTime.of(InstantSource.system()));
    return new Invitations(nowhere.invites(), nowhere.inviteRequests(), Optional.empty());
  }

  private static SqliteStore openSqlite(SqliteConfig where, StoreTime clock) {
    try {
      return SqliteStore.open(where, clock);
    } catch (StoreOpenException inTheWay) {
      throw new StartException(String.valueOf(inTheWay.getMessage()), inTheWay);
    }
  }

  private static NatsStore openNats(
      NatsConfig cluster, @Nullable Long knownMessages, StoreTime clock) {
    try {
      return NatsStore.open(cluster, clock, new NatsSettings(Timekeeper.SERVERS, knownMessages));
    } catch (StoreException | IllegalArgumentException inTheWay) {
      throw new StartException(
          "the cluster " + String.join(",", cluster.servers()) + ": " + inTheWay.getMessage(),
          inTheWay);
    }
  }

  /// Warns when messages of `wanted` bytes are allowed and the store takes smaller ones only.
  private static void compare(NatsStore store, int wanted) {
    long most = store.maxMessageBytes();
    if (most < wanted) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the servers'' max_payload allows payloads of {0} bytes, less attributes, and"
              + " --max-message-bytes {1}: larger ones are refused",
          Long.toString(most),
          Integer.toString(wanted));
    }
  }

  private static Stores of(
      NatsStore store, Optional<BucketFeeds> feeds, Invitations invitations, Runnable engine) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.buckets(),
        store.kv(),
        store.changeStreams(),
        Forwarding.BRIDGE,
        feeds,
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.attempts(),
        store.tenants(),
        store.keys(),
        store.audit(),
        store.jobs(),
        store.monitor(),
        store.issuers(),
        store.ingests(),
        store.storage(),
        store.peers(),
        invitations,
        engine);
  }

  private static Stores of(SqliteStore store) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.buckets(),
        store.kv(),
        store.changeStreams(),
        Forwarding.STORE,
        Optional.empty(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.attempts(),
        store.tenants(),
        store.keys(),
        store.audit(),
        store.jobs(),
        store.monitor(),
        store.issuers(),
        store.ingests(),
        store.storage(),
        store.peers(),
        invitations(store),
        store::close);
  }

  private static Stores of(MemoryStore store) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.buckets(),
        store.kv(),
        store.changeStreams(),
        Forwarding.STORE,
        Optional.empty(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.attempts(),
        store.tenants(),
        store.keys(),
        store.audit(),
        store.jobs(),
        store.monitor(),
        store.issuers(),
        store.ingests(),
        store.storage(),
        store.peers(),
        new Invitations(store.invites(), store.inviteRequests(), Optional.empty()),
        store::close);
  }

  @Override
  public void close() {
    engine.run();
  }
}
