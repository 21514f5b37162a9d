package io.edgemq.nats;

import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;

/// A store on a server that other tests use before and after, one at a time; everything that it
/// leaves behind is removed.
public final class NatsHarness implements StoreHarness {
  private final TestTime time = new TestTime();
  private final NatsConfig config;
  private NatsStore store;

  public NatsHarness(NatsServer server) {
    this(NatsConfig.of(server.url()));
  }

  NatsHarness(NatsConfig config) {
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
        store.keys(),
        store.tenants(),
        store.jobs(),
        store.monitor());
  }

  @Override
  public StorePorts ports() {
    return ports(store);
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
      for (var name : cluster.administer(JetStreamManagement::getStreamNames)) {
        boolean unused = new StreamClient(cluster, name).delete();
      }
      return cluster.administer(JetStreamManagement::getStreamNames).isEmpty();
    } catch (JetStreamApiException failed) {
      throw Failures.of(failed);
    }
  }
}
