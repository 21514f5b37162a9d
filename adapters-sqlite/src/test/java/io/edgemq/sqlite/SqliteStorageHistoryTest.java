package io.edgemq.sqlite;

import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.StorageHistoryContract;

class SqliteStorageHistoryTest extends StorageHistoryContract {
  @Override
  protected IdentityHarness open() {
    return new SqliteHarness();
  }
}
