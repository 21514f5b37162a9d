package io.edgemq.sqlite;

import io.edgemq.testkit.TopicConcurrencyContract;
import io.edgemq.testkit.StoreHarness;

class SqliteTopicConcurrencyTest extends TopicConcurrencyContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
