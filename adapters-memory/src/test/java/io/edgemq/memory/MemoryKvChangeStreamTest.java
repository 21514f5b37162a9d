package io.edgemq.memory;

import io.edgemq.testkit.KvChangeStreamContract;
import io.edgemq.testkit.KvHarness;

class MemoryKvChangeStreamTest extends KvChangeStreamContract {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
