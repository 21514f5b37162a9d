package io.edgemq.nats;

import io.edgemq.testkit.DirectoryContract;
import io.edgemq.testkit.QueueConcurrencyContract;
import io.edgemq.testkit.QueueContract;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TopicConcurrencyContract;
import io.edgemq.testkit.TopicContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// Three servers, three replicas of everything: the whole contract.
class ClusterContractTest {
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.start(List.of("eu", "eu-west", "eu"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static StoreHarness fresh() {
    return new NatsHarness(cluster.config());
  }

  @Nested
  class Directories extends DirectoryContract {
    @Override
    protected StoreHarness open() {
      return fresh();
    }
  }

  @Nested
  class Queues extends QueueContract {
    @Override
    protected StoreHarness open() {
      return fresh();
    }
  }

  @Nested
  class BusyQueues extends QueueConcurrencyContract {
    @Override
    protected StoreHarness open() {
      return fresh();
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
  class Topics extends TopicContract {
    @Override
    protected StoreHarness open() {
      return fresh();
    }
  }

  @Nested
  class BusyTopics extends TopicConcurrencyContract {
    @Override
    protected StoreHarness open() {
      return fresh();
    }
  }
}
