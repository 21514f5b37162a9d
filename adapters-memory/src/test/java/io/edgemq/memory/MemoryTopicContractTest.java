package io.edgemq.memory;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicContract;

class MemoryTopicContractTest extends TopicContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
