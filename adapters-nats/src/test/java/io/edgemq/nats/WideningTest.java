package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsCluster;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.TestTime;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What was made while there was one server, once there are three.
@Tag("cluster")
@Timeout(300)
class WideningTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));

  private final Opened opened = new Opened();
  private NatsCluster servers;
  private Cluster cluster;
  private NatsStore store;

  @BeforeEach
  void open() {
    servers = opened.add(NatsCluster.start());
    cluster = opened.add(Cluster.connect(servers.config()));
    store = opened.add(NatsStore.open(servers.config(), new TestTime()));
    Await.untilTold(() -> makeTopic());
    var jobs = new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START);
    Await.untilTold(() -> store.queueCatalog().create(TENANT, jobs) != null);
    narrow();
  }

  private boolean makeTopic() {
    var orders = new Topic(ORDERS.name(), TopicConfig.DEFAULT, TestTime.START);
    return store.topicCatalog().create(TENANT, orders) != null;
  }

  /// One replica of everything, as a single server makes it.
  private void narrow() {
    for (var name : new StreamAdmin(cluster).names()) {
      Await.untilTold(
          () -> new StreamAdmin(cluster).scale(name, 1) instanceof StreamPlacement.Placed);
    }
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private List<Finding> problems(List<Finding> findings) {
    return findings.stream().filter(Finding.Problem.class::isInstance).toList();
  }

  @Test
  void a_change_to_the_same_number_of_replicas_widens() {
    assertThat(store.topicCatalog().find(ORDERS).orElseThrow().config().placement().replicas())
        .isEqualTo(3);
    assertThat(store.topicCatalog().replicas(ORDERS)).contains(1);

    Await.untilTold(
        () ->
            store.topicCatalog().update(ORDERS, TopicConfig.DEFAULT, TopicConfig.DEFAULT)
                instanceof TopicCatalog.Updated);

    assertThat(store.topicCatalog().replicas(ORDERS)).contains(3);
  }

  @Test
  void a_check_tells_what_has_too_few_replicas_and_a_repair_widens_it() {
    var found = NatsStore.examine(servers.config(), Limits.DEFAULT, InstantSource.system());
    assertThat(problems(found))
        .extracting(Finding::subject)
        .contains("topic acme/orders", "queue acme/jobs", "KV_" + NatsStore.CATALOG);

    NatsStore.repair(servers.config(), Limits.DEFAULT, InstantSource.system());

    assertThat(store.topicCatalog().replicas(ORDERS)).contains(3);
    assertThat(store.queueCatalog().replicas(JOBS)).contains(3);
    Await.untilTold(
        () ->
            problems(NatsStore.examine(servers.config(), Limits.DEFAULT, InstantSource.system()))
                .isEmpty());
  }
}
