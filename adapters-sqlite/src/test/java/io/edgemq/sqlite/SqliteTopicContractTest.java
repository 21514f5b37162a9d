package io.edgemq.sqlite;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicContract;

class SqliteTopicContractTest extends TopicContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
