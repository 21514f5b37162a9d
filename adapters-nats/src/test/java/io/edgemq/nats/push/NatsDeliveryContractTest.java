package io.edgemq.nats.push;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.DeliveryContract;
import io.edgemq.testkit.StoreHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NatsDeliveryContractTest extends DeliveryContract {
  private static NatsServer server;

  @BeforeAll
  static void start() {
    server = NatsServer.roomy();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected StoreHarness open() {
    return new NatsHarness(server);
  }
}
