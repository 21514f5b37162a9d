package io.edgemq.nats.topic;

import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicConcurrencyContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NatsTopicConcurrencyTest extends TopicConcurrencyContract {
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
