package io.edgemq.sqlite;

import io.edgemq.testkit.DeliveryContract;
import io.edgemq.testkit.StoreHarness;

class SqliteDeliveryContractTest extends DeliveryContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
