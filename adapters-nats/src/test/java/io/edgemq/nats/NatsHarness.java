package io.edgemq.nats;

import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A store on a server that others have used before and will use after it, one at a time: what it
/// leaves there is removed.
final class NatsHarness implements StoreHarness {
  private final TestTime time = new TestTime();
  private final NatsConfig config;
  private NatsStore store;

  NatsHarness(NatsServer server) {
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
      for (var name : cluster.management().getStreamNames()) {
        boolean unused = cluster.management().deleteStream(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new IllegalStateException(e);
    }
  }
}
