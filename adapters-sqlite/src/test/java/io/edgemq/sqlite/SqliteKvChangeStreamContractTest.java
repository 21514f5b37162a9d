package io.edgemq.sqlite;

import io.edgemq.testkit.KvChangeStreamContract;
import io.edgemq.testkit.KvHarness;

class SqliteKvChangeStreamContractTest extends KvChangeStreamContract {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
