package io.edgemq.nats;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicModelProperties;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class NatsTopicHistoriesTest extends TopicModelProperties {
  private static NatsServer server;

  @BeforeContainer
  static void start() {
    server = NatsServer.start();
  }

  @AfterContainer
  static void stop() {
    server.close();
  }

  @Override
  protected StoreHarness open() {
    return new NatsHarness(server);
  }
}
