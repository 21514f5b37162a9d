package io.edgemq.memory;

import io.edgemq.testkit.DeadLetterKeepContract;
import io.edgemq.testkit.StoreHarness;

class MemoryDeadLetterKeepTest extends DeadLetterKeepContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
