package io.edgemq.memory;

import io.edgemq.testkit.DeliveryContract;
import io.edgemq.testkit.StoreHarness;

class MemoryDeliveryContractTest extends DeliveryContract {
  @Override
  protected StoreHarness open() {
    return new MemoryHarness();
  }
}
