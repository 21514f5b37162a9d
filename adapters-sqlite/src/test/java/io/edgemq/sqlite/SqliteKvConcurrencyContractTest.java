package io.edgemq.sqlite;

import io.edgemq.testkit.KvConcurrencyContract;
import io.edgemq.testkit.KvHarness;

class SqliteKvConcurrencyContractTest extends KvConcurrencyContract {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
