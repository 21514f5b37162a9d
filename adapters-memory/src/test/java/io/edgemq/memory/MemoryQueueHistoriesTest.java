package io.edgemq.memory;

import io.edgemq.testkit.history.QueueModelProperties;
import io.edgemq.testkit.StoreHarness;

class MemoryQueueHistoriesTest extends QueueModelProperties {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
