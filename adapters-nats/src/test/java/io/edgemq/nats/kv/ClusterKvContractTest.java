package io.edgemq.nats.kv;

import io.edgemq.jetstream.NatsCluster;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.KvConcurrencyContract;
import io.edgemq.testkit.KvConditionContract;
import io.edgemq.testkit.KvExpiryContract;
import io.edgemq.testkit.KvFollowContract;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.KvIncrementContract;
import io.edgemq.testkit.KvWriteContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// Three servers, three replicas of everything: the parts of the contract for which that makes a
/// difference.
@Tag("cluster")
class ClusterKvContractTest {
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.start(List.of("eu", "eu-west", "eu"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static KvHarness harness() {
    return new NatsHarness(cluster.config());
  }

  @Nested
  class Write extends KvWriteContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }

  @Nested
  class Conditions extends KvConditionContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }

  @Nested
  class Expiry extends KvExpiryContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }

  @Nested
  class Increment extends KvIncrementContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }

  @Nested
  class Follow extends KvFollowContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }

  @Nested
  class Concurrency extends KvConcurrencyContract {
    @Override
    protected KvHarness open() {
      return harness();
    }
  }
}
