package io.edgemq.sqlite;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.history.KvModelProperties;

class SqliteKvHistoriesTest extends KvModelProperties {
  @Override
  protected KvHarness open() {
    return new SqliteHarness();
  }
}
