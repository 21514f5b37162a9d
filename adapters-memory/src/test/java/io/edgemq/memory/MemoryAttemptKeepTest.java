package io.edgemq.memory;

import io.edgemq.testkit.AttemptKeepContract;
import io.edgemq.testkit.StoreHarness;

class MemoryAttemptKeepTest extends AttemptKeepContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
