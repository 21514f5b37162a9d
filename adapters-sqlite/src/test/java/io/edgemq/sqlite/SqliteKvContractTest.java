package io.edgemq.sqlite;

import io.edgemq.testkit.KvContract;
import io.edgemq.testkit.KvHarness;

class SqliteKvContractTest extends KvContract {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
