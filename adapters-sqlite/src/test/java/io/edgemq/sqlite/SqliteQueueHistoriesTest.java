package io.edgemq.sqlite;

import io.edgemq.testkit.history.QueueModelProperties;
import io.edgemq.testkit.StoreHarness;

class SqliteQueueHistoriesTest extends QueueModelProperties {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
