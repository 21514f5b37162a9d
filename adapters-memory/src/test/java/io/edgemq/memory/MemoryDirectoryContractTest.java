package io.edgemq.memory;

import io.edgemq.testkit.DirectoryContract;
import io.edgemq.testkit.StoreHarness;

class MemoryDirectoryContractTest extends DirectoryContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
