package io.edgemq.nats;

import io.edgemq.testkit.QueueModelProperties;
import io.edgemq.testkit.StoreHarness;
import net.jqwik.api.lifecycle.AfterContainer;

class SharedQueueHistoriesTest extends QueueModelProperties {
  private static final NatsServer SERVER = NatsServer.roomy();

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  @Override
  protected StoreHarness open() {
    return new SharedHarness(NatsConfig.of(SERVER.url()));
  }
}
