package io.edgemq.nats;

import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Several adapters on one cluster, behind one store: each call about messages goes to the next one
/// of them, as behind a balancer.
final class SharedHarness implements StoreHarness {
  private static final int ADAPTERS = 3;

  private final NatsHarness first;
  private final List<NatsStore> others = new ArrayList<>();
  private final NatsConfig config;
  private final AtomicInteger turn = new AtomicInteger();

  SharedHarness(NatsConfig config) {
    this.config = config;
    this.first = new NatsHarness(config);
    openOthers();
  }

  private void openOthers() {
    for (int i = 1; i < ADAPTERS; i++) {
      others.add(NatsStore.open(config, first.time()));
    }
  }

  @Override
  public StorePorts ports() {
    var ports = first.ports();
    var queues = new ArrayList<QueueStore>();
    queues.add(ports.queues());
    var topics = new ArrayList<TopicLog>();
    topics.add(ports.topics());
    for (var store : others) {
      queues.add(store.queueStore());
      topics.add(store.topicLog());
    }
    return ports
        .withQueues(inTurn(QueueStore.class, queues))
        .withTopics(inTurn(TopicLog.class, topics));
  }

  private <P> P inTurn(Class<P> port, List<P> adapters) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              var adapter = adapters.get(Math.floorMod(turn.getAndIncrement(), adapters.size()));
              try {
                return method.invoke(adapter, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  @Override
  public void reopen() {
    closeOthers();
    first.reopen();
    openOthers();
  }

  @Override
  public TestTime time() {
    return first.time();
  }

  @Override
  public Guarantees guarantees() {
    return first.guarantees();
  }

  private void closeOthers() {
    others.forEach(NatsStore::close);
    others.clear();
  }

  @Override
  public void close() {
    closeOthers();
    first.close();
  }
}
