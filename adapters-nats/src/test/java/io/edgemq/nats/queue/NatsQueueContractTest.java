package io.edgemq.nats.queue;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.QueueContract;
import io.edgemq.testkit.StoreHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NatsQueueContractTest extends QueueContract {
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
