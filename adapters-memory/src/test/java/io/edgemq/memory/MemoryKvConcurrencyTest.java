package io.edgemq.memory;

import io.edgemq.testkit.KvConcurrencyContract;
import io.edgemq.testkit.KvHarness;

class MemoryKvConcurrencyTest extends KvConcurrencyContract {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
