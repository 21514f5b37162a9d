package io.edgemq.sqlite;

import io.edgemq.testkit.KvFormerContract;
import io.edgemq.testkit.KvHarness;

class SqliteKvFormerContractTest extends KvFormerContract {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
