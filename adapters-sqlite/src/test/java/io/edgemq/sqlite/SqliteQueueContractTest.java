package io.edgemq.sqlite;

import io.edgemq.testkit.QueueContract;
import io.edgemq.testkit.StoreHarness;

class SqliteQueueContractTest extends QueueContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
