package io.edgemq.memory;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.history.KvExpiryModelProperties;

class MemoryKvExpiryHistoriesTest extends KvExpiryModelProperties {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
