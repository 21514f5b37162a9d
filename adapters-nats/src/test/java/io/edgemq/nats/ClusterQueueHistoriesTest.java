package io.edgemq.nats;

import io.edgemq.jetstream.NatsCluster;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.QueueModelProperties;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/// The long run of `bin/soak cluster-histories`.
@Tag("soak")
class ClusterQueueHistoriesTest extends QueueModelProperties {
  private static final NatsCluster CLUSTER = NatsCluster.start();

  @AfterContainer
  static void stop() {
    CLUSTER.close();
  }

  @Override
  protected StoreHarness open() {
    return new NatsHarness(CLUSTER.config());
  }
}
