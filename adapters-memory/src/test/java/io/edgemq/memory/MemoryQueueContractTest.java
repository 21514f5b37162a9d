package io.edgemq.memory;

import io.edgemq.testkit.QueueContract;
import io.edgemq.testkit.StoreHarness;

class MemoryQueueContractTest extends QueueContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
