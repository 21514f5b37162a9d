package io.edgemq.app;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.memory.MemoryStore;
import io.edgemq.nats.NatsSettings;
import io.edgemq.nats.NatsSettings.Timekeeper;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
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
import org.jspecify.annotations.Nullable;

/// The ports of one store.
///
/// @param engine closes the whole store
record Stores(
    QueueCatalog queueCatalog,
    QueueStore queues,
    TopicCatalog topicCatalog,
    TopicLog topics,
    SubscriptionStore subscriptions,
    DeliveryStore deliveries,
    DeadLetterStore deadLetters,
    TenantStore tenants,
    KeyDirectory keys,
    JobStore jobs,
    StoreMonitor monitor,
    Runnable engine)
    implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Stores.class.getName());

  /// Opens the store that `storage` names. An embedded one is in `data`. Throws [StartException]
  /// when the store cannot be opened.
  ///
  /// @param messageBytes how large payloads are to be allowed
  static Stores open(Storage storage, Path data, StoreTime clock, int messageBytes) {
    return switch (storage) {
      case Storage.Sqlite(long maxBytes) -> of(openSqlite(data, maxBytes, clock));
      case Storage.Memory _ -> of(new MemoryStore(clock));
      case Storage.Nats(var cluster, var known) -> {
        var store = openNats(cluster, known, clock);
        compare(store, messageBytes);
        yield of(store);
      }
    };
  }

  private static SqliteStore openSqlite(Path data, long maxBytes, StoreTime clock) {
    var where = SqliteConfig.in(data);
    try {
      return SqliteStore.open(maxBytes == 0 ? where : where.withMaxDatabaseBytes(maxBytes), clock);
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

  private static Stores of(NatsStore store) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.tenants(),
        store.keys(),
        store.jobs(),
        store.monitor(),
        store::close);
  }

  private static Stores of(SqliteStore store) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.tenants(),
        store.keys(),
        store.jobs(),
        store.monitor(),
        store::close);
  }

  private static Stores of(MemoryStore store) {
    return new Stores(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.tenants(),
        store.keys(),
        store.jobs(),
        store.monitor(),
        store::close);
  }

  @Override
  public void close() {
    engine.run();
  }
}
