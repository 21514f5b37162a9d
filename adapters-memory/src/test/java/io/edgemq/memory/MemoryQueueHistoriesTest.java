package io.edgemq.memory;

import io.edgemq.testkit.QueueModelProperties;
import io.edgemq.testkit.StoreHarness;

class MemoryQueueHistoriesTest extends QueueModelProperties {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
