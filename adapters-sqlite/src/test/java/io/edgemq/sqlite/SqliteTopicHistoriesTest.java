package io.edgemq.sqlite;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.TopicModelProperties;

class SqliteTopicHistoriesTest extends TopicModelProperties {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
