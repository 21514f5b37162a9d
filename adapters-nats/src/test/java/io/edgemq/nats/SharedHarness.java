package io.edgemq.nats;

import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Several adapters on one cluster, behind one store: each call about messages goes to the next
/// adapter, as behind a load balancer. Catalogs are changed at the first adapter, and the others
/// follow a moment later (ADR 0012); a change returns here once they have.
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
        .withDirectory(
            followed(QueueCatalog.class, ports.queueCatalog(), NatsStore::queueCatalog),
            followed(TopicCatalog.class, ports.topicCatalog(), NatsStore::topicCatalog),
            ports.subscriptions())
        .withQueues(inTurn(QueueStore.class, queues))
        .withTopics(inTurn(TopicLog.class, topics));
  }

  private <P> P followed(Class<P> port, P catalog, Function<NatsStore, P> elsewhere) {
    return proxy(
        port,
        (method, arguments) -> {
          var result = method.invoke(catalog, arguments);
          if (method.getName().equals("update") || method.getName().equals("delete")) {
            for (var store : others) {
              await(port, catalog, elsewhere.apply(store), arguments[0]);
            }
          }
          return result;
        });
  }

  /// Returns once `other` finds what `catalog` does.
  private static <P> void await(Class<P> port, P catalog, P other, Object ref)
      throws ReflectiveOperationException {
    var find = port.getMethod("find", ref.getClass());
    Await.until(() -> found(find, other, ref).equals(found(find, catalog, ref)));
  }

  private static Object found(Method find, Object catalog, Object ref) {
    try {
      return find.invoke(catalog, ref);
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private <P> P inTurn(Class<P> port, List<P> adapters) {
    return proxy(
        port,
        (method, arguments) ->
            method.invoke(
                adapters.get(Math.floorMod(turn.getAndIncrement(), adapters.size())), arguments));
  }

  /// The result of a call.
  private interface Call {
    Object make(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static <P> P proxy(Class<P> port, Call call) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              try {
                return call.make(method, arguments);
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
    var one = first.guarantees();
    return new Guarantees(one.durability(), one.expiredLeases(), Guarantees.Clocks.MANY);
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
