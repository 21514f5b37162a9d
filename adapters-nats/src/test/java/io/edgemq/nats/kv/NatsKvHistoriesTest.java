package io.edgemq.nats.kv;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.history.KvModelProperties;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

@Tag("slow")
class NatsKvHistoriesTest extends KvModelProperties {
  private static final NatsServer SERVER = NatsServer.roomy();

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  @Override
  protected KvHarness open() {
    return new NatsHarness(SERVER);
  }
}
