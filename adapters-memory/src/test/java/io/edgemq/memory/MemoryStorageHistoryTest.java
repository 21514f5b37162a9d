package io.edgemq.memory;

import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.StorageHistoryContract;

class MemoryStorageHistoryTest extends StorageHistoryContract {
  @Override
  protected IdentityHarness open() {
    return new MemoryHarness();
  }
}
