package io.edgemq.memory;

import io.edgemq.testkit.QueueConcurrencyContract;
import io.edgemq.testkit.StoreHarness;

class MemoryQueueConcurrencyTest extends QueueConcurrencyContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
