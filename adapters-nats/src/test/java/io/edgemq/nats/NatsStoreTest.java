package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.table.Bucket;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.KeyFormat;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.NatsQueueCatalog;
import io.edgemq.nats.catalog.QueueResourceType;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class NatsStoreTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final QueueConfig STANDARD = QueueConfig.standard(1_000);
  private static final ApiKey KEY = key(1);

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore one;
  private NatsStore other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    one = store();
    other = store();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsStore store() {
    return opened.add(NatsStore.open(config(), new TestTime()));
  }

  private NatsConfig config() {
    return NatsConfig.of(server.url());
  }

  private static ApiKey key(int number) {
    var hash = new TokenHash("%064x".formatted(number));
    return new ApiKey(
        "ak_" + number,
        TENANT,
        hash,
        "label",
        ApiKey.Kind.TENANT,
        Scopes.EVERYTHING,
        TestTime.START,
        null,
        null);
  }

  private static Queue queue(QueueConfig config) {
    return new Queue(JOBS.name(), config, TestTime.START);
  }

  @Test
  void a_process_finds_and_changes_at_once_what_another_one_created() {
    for (int i = 0; i < 20; i++) {
      one.queueCatalog().create(TENANT, queue(STANDARD));
      assertThat(other.queueCatalog().find(JOBS)).contains(queue(STANDARD));
      assertThat(other.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.Deleted());
      assertThat(one.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.NoSuchQueue());
    }
  }

  @Test
  void a_resource_that_cannot_be_placed_is_refused_and_leaves_nothing_behind() {
    var nowhere =
        new QueueConfig(
            STANDARD.type(),
            STANDARD.visibilityTimeout(),
            STANDARD.retention(),
            STANDARD.delay(),
            STANDARD.maxMessageBytes(),
            STANDARD.dedupWindow(),
            STANDARD.deadLetter(),
            new Placement(5, "auto"));

    assertThat(one.queueCatalog().create(TENANT, queue(nowhere)))
        .isInstanceOf(QueueCatalog.Unplaceable.class);
    assertThat(one.queueCatalog().create(TENANT, queue(STANDARD)))
        .isEqualTo(new QueueCatalog.Created());
    assertThat(one.queueCatalog().update(JOBS, STANDARD, nowhere))
        .isInstanceOf(QueueCatalog.Unplaceable.class);
    assertThat(other.queueCatalog().find(JOBS)).contains(queue(STANDARD));
  }

  /// The median of several runs: a single one may be slowed down by this machine.
  @Test
  void revoked_keys_are_known_to_the_other_process_within_a_second() {
    var times = new ArrayList<Duration>();
    for (int i = 1; i <= 7; i++) {
      times.add(timeOfRevoking(key(i)));
    }

    times.sort(null);
    assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void followers_of_keys_are_told_what_the_other_process_revokes() throws Exception {
    try (var changes = other.keys().changes()) {
      one.keys().add(KEY);
      awaitNewsOf(changes, KEY.ref());

      one.keys().revoke(TENANT, KEY.id(), TestTime.START);

      awaitNewsOf(changes, KEY.ref());

      assertThat(other.keys().list(TENANT)).noneMatch(key -> key.isActive(TestTime.START));
    }
  }

  private static void awaitNewsOf(Changes<KeyRef> changes, KeyRef key) throws Exception {
    var news = changes.next(LONG);
    while (!(news instanceof Changes.Changed<KeyRef>(var keys)) || !keys.contains(key)) {
      assertThat(news).isNotEqualTo(new Changes.Changed<KeyRef>(Set.of()));
      news = changes.next(LONG);
    }
  }

  @Test
  void a_key_whose_row_is_removed_may_be_any_key() throws Exception {
    one.keys().add(KEY);
    assertThat(other.keys().find(KEY.hash())).contains(KEY);
    try (var changes = other.keys().changes();
        var cluster = Cluster.connect(config())) {
      var bucket = new Bucket(cluster, NatsStore.KEYS);
      bucket.publish(
          List.of(new Edit.Remove<>(KEY.hash().hex())), new KeyFormat(), bucket.lastSequence());

      var news = changes.next(LONG);
      while (news instanceof Changes.Changed<KeyRef>(var late) && !late.isEmpty()) {
        news = changes.next(LONG); // of the key that was added before
      }

      assertThat(news).isEqualTo(new Changes.Overrun<KeyRef>());
    }
  }

  private Duration timeOfRevoking(ApiKey key) {
    one.keys().add(key);
    assertThat(other.keys().find(key.hash())).contains(key);

    one.keys().revoke(TENANT, key.id(), TestTime.START);
    long began = System.nanoTime();
    Await.until(() -> other.keys().find(key.hash()).orElseThrow().revokedAt() != null);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void a_process_that_may_not_write_keys_reads_them() {
    var login = config().as(Deployed.User.ADAPTER.login());
    var adapter = opened.add(NatsStore.open(login, new TestTime()));
    var hasty = login.withTimeout(Duration.ofSeconds(2)); // the server does not answer a refusal
    var writer = opened.add(NatsStore.open(hasty, new TestTime()));
    one.keys().add(KEY);

    assertThat(adapter.keys().find(KEY.hash())).contains(KEY);
    assertThat(adapter.queueCatalog().create(TENANT, queue(STANDARD)))
        .isEqualTo(new QueueCatalog.Created());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> writer.keys().revoke(TENANT, KEY.id(), TestTime.START));
  }

  @Test
  void without_a_cluster_known_keys_are_served_and_others_are_not_reported_missing() {
    one.keys().add(KEY);

    server.kill();

    assertThat(one.keys().find(KEY.hash())).contains(KEY);
    assertThat(one.monitor().health()).isInstanceOf(Health.Down.class);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> one.keys().find(key(2).hash()));
    server.restart();
    Await.until(() -> one.monitor().health() instanceof Health.Up);
    assertThat(one.keys().find(key(2).hash())).isEmpty();
  }

  @Test
  void a_change_is_announced_before_it_is_seen() {
    var table =
        ReplicatedTable.open(Cluster.connect(config()), NatsStore.CATALOG, new CatalogFormat());
    var seen = new LinkedBlockingQueue<Queue>();
    try (var cluster = Cluster.connect(config());
        table) {
      var queues =
          new ManagedResources<>(
              table, new QueueResourceType(new ResourceStreams(cluster)), cluster);
      var catalog = new NatsQueueCatalog(table, queues);
      catalog.create(TENANT, queue(STANDARD));
      queues.updating().before((ref, _, _) -> seen.add(catalog.find(ref).orElseThrow()));
      var dead = new Queue(new QueueName("dead"), STANDARD, TestTime.START);
      catalog.create(TENANT, dead);
      var changed =
          new QueueConfig(
              STANDARD.type(),
              STANDARD.visibilityTimeout(),
              STANDARD.retention().multipliedBy(2),
              STANDARD.delay(),
              STANDARD.maxMessageBytes(),
              STANDARD.dedupWindow(),
              new DeadLetterPolicy(dead.name(), 3),
              STANDARD.placement());

      assertThat(catalog.update(JOBS, STANDARD, changed))
          .isEqualTo(new QueueCatalog.Updated(queue(changed)));

      assertThat(seen).containsExactly(queue(STANDARD));
      var age = QueueStreams.messages(cluster, JOBS).rawInfo().orElseThrow();
      assertThat(age.getConfiguration().getMaxAge()).isGreaterThan(changed.retention());
    }
  }

  @Test
  void a_process_settles_at_once_what_another_one_leased() throws InterruptedException {
    one.queueCatalog().create(TENANT, queue(STANDARD));
    var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ofSeconds(5));
    for (int i = 0; i < 500; i++) {
      one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
      var received = (QueueStore.Received) one.queueStore().receive(JOBS, request);
      var ack = new Settlement.Ack(received.messages().getFirst().lease().handle());

      assertThat(other.queueStore().settle(JOBS, List.of(ack)))
          .isEqualTo(new QueueStore.Settled(List.of(new SettleOutcome.Done())));
    }

    // Gone would be answered like an acknowledgement without being one
    assertThat(one.queueStore().count(JOBS).orElseThrow().inFlight()).isZero();
  }

  @Test
  void of_two_concurrent_creations_one_creates_and_the_other_finds_it() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        var made = new Queue(new QueueName("q" + i), STANDARD, TestTime.START);
        var results =
            threads.invokeAll(
                List.of(
                    () -> one.queueCatalog().create(TENANT, made),
                    () -> other.queueCatalog().create(TENANT, made)));

        assertThat(results)
            .extracting(each -> each.get())
            .containsExactlyInAnyOrder(new QueueCatalog.Created(), new QueueCatalog.Exists(made));
      }
    }
  }
}
