package io.edgemq.sqlite;

import io.edgemq.testkit.DeadLetterKeepContract;
import io.edgemq.testkit.StoreHarness;

class SqliteDeadLetterKeepTest extends DeadLetterKeepContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
