package io.edgemq.memory;

import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.StorageUse;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.IdentityHarness.Counting;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import java.util.Optional;

/// A memory store that keeps everything when it is reopened, like a durable one. Its keys and
/// values
/// can be broken on purpose, to test the contract itself.
final class LastingKvHarness implements KvHarness {
  private final TestTime time = new TestTime();
  private final MemoryStore store = new MemoryStore(time);
  private final KvStore kv;

  /// @param fault empty: none
  LastingKvHarness(Optional<KvFault> fault) {
    kv = fault.map(broken -> broken.breakIt(store)).orElse(store.kv());
  }

  @Override
  public BucketCatalog buckets() {
    return store.buckets();
  }

  @Override
  public KvStore kv() {
    return kv;
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
  public StorePorts ports() {
    return MemoryHarness.portsOf(store);
  }

  @Override
  public void reopen() {
    // Everything is there still.
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
  }
}
