package io.edgemq.memory;

import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.TestTime;
import java.util.function.UnaryOperator;

/// A memory store that keeps everything when it is reopened, like a durable one. It can be broken
/// on purpose, to test the contract itself.
final class LastingMemoryHarness implements StoreHarness {
  private final TestTime time = new TestTime();
  private final MemoryStore store = new MemoryStore(time);
  private final UnaryOperator<StorePorts> fault;
  private StorePorts ports;

  /// `fault` is applied again at every opening.
  LastingMemoryHarness(UnaryOperator<StorePorts> fault) {
    this.fault = fault;
    this.ports = fault.apply(MemoryHarness.portsOf(store));
  }

  @Override
  public StorePorts ports() {
    return ports;
  }

  @Override
  public void reopen() {
    ports = fault.apply(MemoryHarness.portsOf(store));
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
