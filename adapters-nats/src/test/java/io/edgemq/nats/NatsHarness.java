package io.edgemq.nats;

import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.time.Duration;
import java.util.concurrent.Executors;

/// A store on a server that other tests use before and after, one at a time; everything that it
/// leaves behind is removed.
public final class NatsHarness implements IdentityHarness, KvHarness {
  /// Followed queues show at once what has left them, as soon as the servers are asked again. Each
  /// message has headers, and the servers a record of it.
  private static final Counting COUNTING = new Counting(Duration.ofSeconds(8), 30_000);

  private final TestTime time = new TestTime();
  private final NatsConfig config;
  private NatsStore store;

  public NatsHarness(NatsServer server) {
    this(NatsConfig.of(server.url()));
  }

  public NatsHarness(NatsConfig config) {
    this.config = config;
    store = NatsStore.open(config, time);
  }

  /// The ports of `store`.
  static StorePorts ports(NatsStore store) {
    return new StorePorts(
        store.queueCatalog(),
        store.queueStore(),
        store.topicCatalog(),
        store.topicLog(),
        store.subscriptions(),
        store.deliveries(),
        store.deadLetters(),
        store.attempts(),
        store.keys(),
        store.tenants(),
        store.jobs(),
        store.audit(),
        store.monitor());
  }

  @Override
  public StorePorts ports() {
    return ports(store);
  }

  @Override
  public IssuerStore issuers() {
    return store.issuers();
  }

  @Override
  public IngestStore ingests() {
    return store.ingests();
  }

  @Override
  public BucketCatalog buckets() {
    return store.buckets();
  }

  @Override
  public KvStore kv() {
    return store.kv();
  }

  @Override
  public StorageUse storage() {
    return store.storage();
  }

  @Override
  public Counting counting() {
    return COUNTING;
  }

  @Override
  public void reopen() {
    store.close();
    store = NatsStore.open(config, time);
  }

  @Override
  public TestTime time() {
    return time;
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.FULL;
  }

  @Override
  public void close() {
    store.close();
    try (var cluster = Cluster.connect(config.as(Deployed.User.ADMIN.login()))) {
      Await.untilTold(() -> removeAll(cluster));
    }
  }

  /// Whether nothing is left. What another caller has removed is gone, too.
  private static boolean removeAll(Cluster cluster) {
    try {
      var names = cluster.administer(JetStreamManagement::getStreamNames);
      try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
        names.forEach(name -> side.execute(() -> new StreamClient(cluster, name).delete()));
      }
      return cluster.administer(JetStreamManagement::getStreamNames).isEmpty();
    } catch (JetStreamApiException failed) {
      throw Failures.of(failed);
    }
  }
}
