package io.edgemq.sqlite;

import io.edgemq.testkit.TopicModelProperties;
import io.edgemq.testkit.StoreHarness;

class SqliteTopicHistoriesTest extends TopicModelProperties {
  @Override
  protected StoreHarness open() {
    return new SqliteHarness();
  }
}
