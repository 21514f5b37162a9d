package io.edgemq.sqlite;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.KvMarkerContract;

class SqliteKvMarkerContractTest extends KvMarkerContract {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
