package io.edgemq.memory;

import io.edgemq.testkit.KvFormerContract;
import io.edgemq.testkit.KvHarness;

class MemoryKvFormerTest extends KvFormerContract {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
