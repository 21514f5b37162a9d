package io.edgemq.sqlite;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.QueueModelProperties;

class SqliteQueueHistoriesTest extends QueueModelProperties {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
