package io.edgemq.memory;

import io.edgemq.testkit.IdentityContract;
import io.edgemq.testkit.IdentityHarness;

class MemoryIdentityContractTest extends IdentityContract {
  @Override
  protected IdentityHarness open() {
    return new MemoryHarness();
  }
}
