package io.edgemq.nats;

import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicModelProperties;
import net.jqwik.api.lifecycle.AfterContainer;

class NatsTopicHistoriesTest extends TopicModelProperties {
  private static final NatsServer SERVER = NatsServer.roomy();

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  @Override
  protected StoreHarness open() {
    return new NatsHarness(SERVER);
  }
}
