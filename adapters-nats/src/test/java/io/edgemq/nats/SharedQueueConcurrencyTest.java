package io.edgemq.nats;

import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.testkit.QueueConcurrencyContract;
import io.edgemq.testkit.StoreHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Three adapters that share every queue keep the promises of one.
class SharedQueueConcurrencyTest extends QueueConcurrencyContract {
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
    return new SharedHarness(NatsConfig.of(server.url()));
  }
}
