package io.edgemq.nats.usage;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.IdentityContract;
import io.edgemq.testkit.IdentityHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NatsIdentityContractTest extends IdentityContract {
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
  protected IdentityHarness open() {
    return new NatsHarness(server);
  }
}
