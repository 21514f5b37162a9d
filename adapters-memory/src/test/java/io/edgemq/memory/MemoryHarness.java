package io.edgemq.memory;

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

/// A memory store. It forgets everything when it is reopened.
final class MemoryHarness implements IdentityHarness, KvHarness {
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
        store.attempts(),
        store.keys(),
        store.tenants(),
        store.jobs(),
        store.audit(),
        store.monitor());
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
    return Counting.EXACT;
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
