package io.edgemq.memory;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicConcurrencyContract;

class MemoryTopicConcurrencyTest extends TopicConcurrencyContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
