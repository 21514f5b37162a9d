package io.edgemq.memory;

import io.edgemq.testkit.KvContract;
import io.edgemq.testkit.KvHarness;

class MemoryKvContractTest extends KvContract {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
