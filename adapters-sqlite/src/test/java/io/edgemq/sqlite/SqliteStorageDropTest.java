package io.edgemq.sqlite;

import io.edgemq.testkit.IdentityHarness;
import io.edgemq.testkit.StorageDropContract;

class SqliteStorageDropTest extends StorageDropContract {
  @Override
  protected IdentityHarness open() {
    return new SqliteHarness();
  }
}
