package io.edgemq.nats;

import io.edgemq.jetstream.NatsCluster;
import io.edgemq.testkit.QueueConcurrencyContract;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicConcurrencyContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// Three servers, three replicas of everything, and many at once.
@Tag("cluster")
class ClusterConcurrencyTest {
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.start(List.of("eu", "eu-west", "eu"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Nested
  class Queues extends QueueConcurrencyContract {
    @Override
    protected StoreHarness open() {
      return new NatsHarness(cluster.config());
    }
  }

  /// Three adapters share them.
  @Nested
  class SharedQueues extends QueueConcurrencyContract {
    @Override
    protected StoreHarness open() {
      return new SharedHarness(cluster.config());
    }
  }

  @Nested
  class Topics extends TopicConcurrencyContract {
    @Override
    protected StoreHarness open() {
      return new NatsHarness(cluster.config());
    }
  }
}
