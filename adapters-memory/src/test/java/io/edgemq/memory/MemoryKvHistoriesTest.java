package io.edgemq.memory;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.history.KvModelProperties;

class MemoryKvHistoriesTest extends KvModelProperties {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
