package io.edgemq.memory;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.TopicModelProperties;

class MemoryTopicHistoriesTest extends TopicModelProperties {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
