package io.edgemq.memory;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.ForwardModelProperties;

class MemoryForwardHistoriesTest extends ForwardModelProperties {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
