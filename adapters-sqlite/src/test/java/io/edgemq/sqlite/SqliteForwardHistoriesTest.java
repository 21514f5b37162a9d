package io.edgemq.sqlite;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.ForwardModelProperties;

class SqliteForwardHistoriesTest extends ForwardModelProperties {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
