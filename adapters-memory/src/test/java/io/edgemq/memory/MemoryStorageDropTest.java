package io.edgemq.memory;

import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.StorageDropContract;

class MemoryStorageDropTest extends StorageDropContract {
  @Override
  protected IdentityHarness open() {
    return new MemoryHarness();
  }
}
