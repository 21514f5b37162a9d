package io.edgemq.nats.topic;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.TopicModelProperties;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

@Tag("slow")
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
