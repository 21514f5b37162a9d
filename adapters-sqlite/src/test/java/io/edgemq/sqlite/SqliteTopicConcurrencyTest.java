package io.edgemq.sqlite;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicConcurrencyContract;

class SqliteTopicConcurrencyTest extends TopicConcurrencyContract {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
