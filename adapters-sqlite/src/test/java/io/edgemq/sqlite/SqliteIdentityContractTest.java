package io.edgemq.sqlite;

import io.edgemq.testkit.IdentityContract;
import io.edgemq.testkit.IdentityHarness;

class SqliteIdentityContractTest extends IdentityContract {
  @Override
  protected IdentityHarness open() {
    return new SqliteHarness();
  }
}
