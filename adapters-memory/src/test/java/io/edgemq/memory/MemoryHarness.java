package io.edgemq.memory;

import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;

/// A memory store. It forgets everything when it is reopened.
final class MemoryHarness implements StoreHarness {
  private final TestTime time = new TestTime();
  private MemoryStore store = new MemoryStore(time);

  @Override
  public StorePorts ports() {
    return portsOf(store);
  }

  static StorePorts portsOf(MemoryStore store) {
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
  public void reopen() {
    store.close();
    store = new MemoryStore(time);
  }

  @Override
  public TestTime time() {
    return time;
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.UNTIL_CLOSED;
  }

  @Override
  public void close() {
    store.close();
  }
}
