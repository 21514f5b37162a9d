package io.edgemq.nats;

import io.edgemq.jetstream.NatsCluster;
import io.edgemq.testkit.DeliveryContract;
import io.edgemq.testkit.StoreHarness;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// Three servers, three replicas of everything.
@Tag("cluster")
class ClusterDeliveryContractTest extends DeliveryContract {
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
  protected StoreHarness open() {
    return new NatsHarness(cluster.config());
  }
}
