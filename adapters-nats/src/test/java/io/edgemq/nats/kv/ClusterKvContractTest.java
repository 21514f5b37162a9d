package io.edgemq.nats.kv;

import io.edgemq.jetstream.NatsCluster;
import io.edgemq.nats.NatsHarness;
import io.edgemq.testkit.KvContract;
import io.edgemq.testkit.KvHarness;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// Three servers, three replicas of everything.
@Tag("cluster")
class ClusterKvContractTest extends KvContract {
  private static NatsCluster cluster;

  @BeforeAll
  static void start() {
    cluster = NatsCluster.start(List.of("eu", "eu-west", "eu"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  protected KvHarness open() {
    return new NatsHarness(cluster.config());
  }
}
