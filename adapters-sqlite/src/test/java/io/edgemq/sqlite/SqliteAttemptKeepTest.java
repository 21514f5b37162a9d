package io.edgemq.sqlite;

import io.edgemq.testkit.AttemptKeepContract;
import io.edgemq.testkit.StoreHarness;

class SqliteAttemptKeepTest extends AttemptKeepContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
