package io.edgemq.sqlite;

import io.edgemq.testkit.QueueConcurrencyContract;
import io.edgemq.testkit.StoreHarness;

class SqliteQueueConcurrencyTest extends QueueConcurrencyContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
