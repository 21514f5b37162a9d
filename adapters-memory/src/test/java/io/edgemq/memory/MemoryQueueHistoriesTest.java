package io.edgemq.memory;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.QueueModelProperties;

class MemoryQueueHistoriesTest extends QueueModelProperties {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
