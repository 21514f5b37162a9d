package io.edgemq.sqlite;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.history.KvExpiryModelProperties;

class SqliteKvExpiryHistoriesTest extends KvExpiryModelProperties {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
