package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The buckets of rows are lost, and what a check of the store says and repairs.
@Timeout(180)
class LostCatalogTest {
  private static final TenantId TENANT = new TenantId("ac_me");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs__x"));
  private static final QueueRef DEAD = new QueueRef(TENANT, new QueueName("dead.fifo"));
  private static final String CATALOG = "KV_" + NatsStore.CATALOG;

  private static final Topic TOPIC =
      new Topic(
          ORDERS.name(),
          new TopicConfig(
              Duration.ofDays(2), 1L << 30, 5_000L, StorageType.FILE, new Placement(1, "auto")),
          TestTime.START);

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private NatsStore store;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(config()));
    store = opened.add(NatsStore.open(config(), new TestTime()));
    store.tenants().create(Tenant.active(TENANT, "Acme", TestTime.START));
    store.topicCatalog().create(TENANT, TOPIC);
    store.queueCatalog().create(TENANT, queue(DEAD, QueueType.FIFO, null));
    store.queueCatalog().create(TENANT, jobs());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsConfig config() {
    return NatsConfig.of(server.url());
  }

  private static Queue jobs() {
    return queue(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 3));
  }

  private static Queue queue(QueueRef ref, QueueType type, @Nullable DeadLetterPolicy deadLetter) {
    var config =
        new QueueConfig(
            type,
            Duration.ofSeconds(7),
            Duration.ofDays(3),
            Duration.ofSeconds(1),
            1_000,
            Duration.ofMinutes(4),
            deadLetter,
            new Placement(1, "auto"));
    return new Queue(ref.name(), config, TestTime.START);
  }

  private void lose(String stream) {
    assertThat(new StreamClient(cluster, stream).delete()).isTrue();
  }

  private List<Finding> examine() {
    return NatsStore.examine(config(), Limits.DEFAULT, InstantSource.system());
  }

  private List<Finding> repair() {
    return NatsStore.repair(config(), Limits.DEFAULT, InstantSource.system());
  }

  private static List<String> problems(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.Problem.class::isInstance)
        .map(Finding::subject)
        .toList();
  }

  private static List<String> repaired(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.Repaired.class::isInstance)
        .map(Finding::subject)
        .toList();
  }

  private String streamOf(String prefix) {
    return new StreamAdmin(cluster)
        .names().stream().filter(name -> name.startsWith(prefix)).findFirst().orElseThrow();
  }

  @Test
  void a_whole_store_is_well() {
    var findings = examine();

    assertThat(problems(findings)).isEmpty();
    assertThat(findings).extracting(Finding::subject).contains("buckets", "streams", "rows");
  }

  @Test
  void a_cluster_without_anything_is_well() {
    var empty = opened.add(NatsServer.start());
    var config = NatsConfig.of(empty.url());

    assertThat(problems(NatsStore.examine(config, Limits.DEFAULT, InstantSource.system())))
        .isEmpty();
    assertThat(repaired(NatsStore.repair(config, Limits.DEFAULT, InstantSource.system())))
        .isEmpty();
  }

  @Test
  void a_store_does_not_open_with_a_new_catalog_beside_streams() {
    store.close();
    lose(CATALOG);

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(StoreException.Damaged.class)
          .isThrownBy(() -> NatsStore.open(config(), new TestTime()))
          .withMessageContaining(NatsStore.CATALOG)
          .withMessageContaining("edgemq doctor --repair");
    }
    assertThat(new StreamClient(cluster, CATALOG).info()).isEmpty();
  }

  @Test
  void a_store_does_not_open_with_new_keys_beside_a_catalog() {
    store.close();
    lose("KV_" + NatsStore.KEYS);

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> NatsStore.open(config(), new TestTime()))
        .withMessageContaining(NatsStore.KEYS);
    assertThat(repaired(repair())).containsExactly("KV_" + NatsStore.KEYS);
    opened.add(NatsStore.open(config(), new TestTime()));
  }

  @Test
  void rows_are_rebuilt_as_they_were() {
    store.close();
    lose(CATALOG);

    assertThat(problems(examine())).contains(CATALOG);
    assertThat(problems(repair())).isEmpty();

    var again = opened.add(NatsStore.open(config(), new TestTime()));
    assertThat(again.topicCatalog().find(ORDERS)).contains(TOPIC);
    assertThat(again.queueCatalog().find(JOBS)).contains(jobs());
    assertThat(again.queueCatalog().find(DEAD)).contains(queue(DEAD, QueueType.FIFO, null));
    assertThat(again.tenants().find(TENANT)).isPresent();
  }

  @Test
  void rows_are_rebuilt_at_once_so_that_nobody_sees_a_part_of_them() {
    store.close();
    lose(CATALOG);

    repair();

    var all = new StreamClient.Query(1, "$KV." + NatsStore.CATALOG + ".>", 100, 1_000_000);
    var batches =
        new StreamClient(cluster, CATALOG)
            .read(all).entries().stream()
                .filter(entry -> !entry.subject().endsWith("edgemq-end"))
                .map(entry -> String.valueOf(entry.headers().first("Nats-Batch-Id")))
                .toList();
    assertThat(batches).hasSize(3).doesNotContain("null");
    assertThat(batches.stream().distinct()).hasSize(1);
  }

  @Test
  void a_rebuilt_row_has_the_last_change() {
    var changed =
        new TopicConfig(
            Duration.ofHours(5), null, null, StorageType.FILE, new Placement(1, "auto"));
    assertThat(store.topicCatalog().update(ORDERS, TOPIC.config(), changed))
        .isInstanceOf(TopicCatalog.Updated.class);
    store.close();
    lose(CATALOG);

    repair();

    var again = opened.add(NatsStore.open(config(), new TestTime()));
    assertThat(again.topicCatalog().find(ORDERS).orElseThrow().config()).isEqualTo(changed);
  }

  @Test
  void a_rebuilt_topic_keeps_its_messages_and_can_be_removed_and_made_again() {
    publish(store);
    store.close();
    lose(CATALOG);
    repair();
    var again = opened.add(NatsStore.open(config(), new TestTime()));

    assertThat(again.topicLog().state(ORDERS).orElseThrow().messages()).isEqualTo(1);
    assertThat(again.topicCatalog().delete(ORDERS)).isTrue();
    assertThat(new StreamClient(cluster, "T_ac=me__orders").info()).isEmpty();
    assertThat(again.topicCatalog().create(TENANT, TOPIC)).isEqualTo(new TopicCatalog.Created());
    assertThat(again.topicLog().state(ORDERS).orElseThrow().messages()).isZero();
  }

  private static void publish(NatsStore store) {
    assertThat(store.topicLog().append(ORDERS, List.of(TestMessages.about("orders", "message"))))
        .isInstanceOf(TopicLog.Appended.class);
  }

  @Test
  void streams_of_earlier_versions_are_rebuilt_from_their_limits() throws Exception {
    store.close();
    lose(CATALOG);
    forget("T_ac=me__orders");
    forget(streamOf("Q_ac=me__dead"));
    forget(streamOf("L_ac=me__dead"));

    assertThat(problems(repair())).isEmpty();

    var again = opened.add(NatsStore.open(config(), new TestTime()));
    var topic = again.topicCatalog().find(ORDERS).orElseThrow().config();
    assertThat(topic.retention()).isEqualTo(Duration.ofDays(2));
    assertThat(topic.maxMessages()).isEqualTo(5_000);
    assertThat(topic.placement().replicas()).isEqualTo(1);
    var dead = again.queueCatalog().find(DEAD).orElseThrow().config();
    assertThat(dead.type()).isEqualTo(QueueType.FIFO);
    assertThat(dead.retention()).isEqualTo(Duration.ofDays(3));
    assertThat(dead.dedupWindow()).isEqualTo(Duration.ofMinutes(4));
  }

  /// Leaves only what an earlier version wrote into the metadata.
  private void forget(String stream) throws JetStreamApiException {
    var info = new StreamClient(cluster, stream).rawInfo().orElseThrow();
    long incarnation = new StreamClient(cluster, stream).info().orElseThrow().incarnation();
    var kept = Map.of("edgemq-incarnation", Long.toString(incarnation));
    var before = StreamConfiguration.builder(info.getConfiguration()).metadata(kept).build();
    Object unused = cluster.administer(management -> management.updateStream(before));
  }

  @Test
  void missing_streams_are_found_and_made_anew() {
    var messages = streamOf("Q_ac=me__jobs");
    lose("T_ac=me__orders");
    lose(messages);

    assertThat(problems(examine())).containsExactlyInAnyOrder("T_ac=me__orders", messages);

    var findings = repair();
    assertThat(repaired(findings)).containsExactlyInAnyOrder("T_ac=me__orders", messages);
    assertThat(problems(findings)).isEmpty();
    publish(store);
  }

  @Test
  void a_running_store_is_not_ready_without_its_catalog_and_does_not_believe_an_empty_one() {
    lose(CATALOG);
    Await.until(() -> store.monitor().health() instanceof Health.Down);

    ReplicatedTable.make(cluster, NatsStore.CATALOG, 1); // as an earlier version does

    Await.until(() -> isDownFor("is gone") || isDownFor("cannot be followed"));
    assertThat(store.topicCatalog().find(ORDERS)).contains(TOPIC);

    assertThat(problems(repair())).isEmpty();
    Await.until(() -> store.monitor().health() instanceof Health.Up);
    assertThat(store.topicCatalog().find(ORDERS)).contains(TOPIC);
    assertThat(store.topicCatalog().delete(ORDERS)).isTrue();
  }

  private boolean isDownFor(String reason) {
    return store.monitor().health() instanceof Health.Down(var why) && why.contains(reason);
  }
}
