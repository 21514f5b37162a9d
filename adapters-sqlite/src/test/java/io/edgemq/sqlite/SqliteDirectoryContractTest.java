package io.edgemq.sqlite;

import io.edgemq.testkit.DirectoryContract;
import io.edgemq.testkit.StoreHarness;

class SqliteDirectoryContractTest extends DirectoryContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
