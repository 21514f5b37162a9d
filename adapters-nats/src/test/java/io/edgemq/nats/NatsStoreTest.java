package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.ReceiveRequest;
import io.edgemq.ports.out.StoreException;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NatsStoreTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final QueueConfig STANDARD = QueueConfig.standard(1_000);
  private static final TokenHash HASH = new TokenHash("%064x".formatted(1));
  private static final ApiKey KEY =
      new ApiKey("ak_1", TENANT, HASH, "label", TestTime.START, null, null);

  private NatsServer server;
  private NatsStore one;
  private NatsStore other;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    one = store();
    other = store();
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    server.close();
  }

  private NatsStore store() {
    return NatsStore.open(config(), new TestTime());
  }

  private NatsConfig config() {
    return NatsConfig.of(server.url()).withTimeout(Duration.ofMillis(500));
  }

  private static Queue queue(QueueConfig config) {
    return new Queue(JOBS.name(), config, TestTime.START);
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /// Leaves behind what a process does that dies while it makes or removes the queue.
  private void die(Resource.Stage stage) {
    try (var cluster = Cluster.connect(config());
        var table = Table.open(cluster, NatsStore.CATALOG, new CatalogFormat())) {
      var row = new CatalogRow.OfQueue(new Resource<>(queue(STANDARD), stage, 0));
      var edit = new Edit.Put<CatalogRow>(CatalogRow.key(JOBS), row);
      long revision = table.change(_ -> Decision.one(edit, true)).revision();
      var existing = new Existing<>(queue(STANDARD), revision);
      assertThat(new Streams(cluster).createQueue(JOBS, existing)).isEqualTo(new Placing.Placed());
    }
  }

  @Test
  void a_queue_that_is_half_made_is_not_seen_and_taken_over_once_it_is_abandoned() {
    die(Resource.Stage.MAKING);

    assertThat(one.queueCatalog().find(JOBS)).isEmpty();
    assertThat(one.queueCatalog().list(TENANT, new Paging(null, 9)).items()).isEmpty();
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> one.queueCatalog().create(TENANT, queue(STANDARD)))
        .withMessageContaining("try again");

    until(this::isMade);
    assertThat(other.queueCatalog().find(JOBS)).contains(queue(STANDARD));
  }

  private boolean isMade() {
    try {
      return one.queueCatalog().create(TENANT, queue(STANDARD)) instanceof QueueCatalog.Created;
    } catch (StoreException.Unavailable notYet) {
      return false;
    }
  }

  @Test
  void the_streams_of_a_queue_that_is_half_removed_are_removed_when_it_is_removed_again() {
    die(Resource.Stage.REMOVING);

    try (var cluster = Cluster.connect(config())) {
      var messages = QueueStreams.messages(cluster, JOBS);
      assertThat(messages.info()).isPresent();
      until(
          () -> {
            assertThat(one.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.NoSuchQueue());
            return messages.info().isEmpty();
          });
    }
    assertThat(other.queueCatalog().create(TENANT, queue(STANDARD)))
        .isEqualTo(new QueueCatalog.Created());
  }

  @Test
  void what_one_process_makes_the_other_one_finds_at_once_and_changes() {
    for (int i = 0; i < 20; i++) {
      one.queueCatalog().create(TENANT, queue(STANDARD));
      assertThat(other.queueCatalog().find(JOBS)).contains(queue(STANDARD));
      assertThat(other.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.Deleted());
      assertThat(one.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.NoSuchQueue());
    }
  }

  @Test
  void what_has_no_place_is_refused_and_leaves_nothing_behind() {
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

  @Test
  void a_revoked_key_is_known_to_the_other_process_within_a_second() {
    one.keys().add(KEY);
    assertThat(other.keys().find(HASH)).contains(KEY);

    one.keys().revoke(TENANT, KEY.id(), TestTime.START);

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    until(() -> other.keys().find(HASH).orElseThrow().revokedAt() != null);
    assertThat(System.nanoTime()).isLessThan(deadline);
  }

  @Test
  void a_process_that_may_not_write_keys_reads_them() {
    try (var adapter = NatsStore.open(config().as(Deployed.User.ADAPTER.login()), new TestTime())) {
      one.keys().add(KEY);

      assertThat(adapter.keys().find(HASH)).contains(KEY);
      assertThat(adapter.queueCatalog().create(TENANT, queue(STANDARD)))
          .isEqualTo(new QueueCatalog.Created());
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> adapter.keys().revoke(TENANT, KEY.id(), TestTime.START));
    }
  }

  @Test
  void without_a_cluster_known_keys_are_served_and_others_are_not_said_to_be_missing() {
    one.keys().add(KEY);

    server.kill();

    assertThat(one.keys().find(HASH)).contains(KEY);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> one.keys().find(new TokenHash("%064x".formatted(2))));
    assertThat(one.monitor().health()).isInstanceOf(Health.Down.class);
    server.restart();
    until(() -> one.monitor().health() instanceof Health.Up);
    assertThat(one.keys().find(new TokenHash("%064x".formatted(2)))).isEmpty();
  }

  @Test
  void a_change_is_announced_before_it_is_seen() {
    var table = Table.open(Cluster.connect(config()), NatsStore.CATALOG, new CatalogFormat());
    var seen = new LinkedBlockingQueue<Queue>();
    try (var cluster = Cluster.connect(config());
        table) {
      var queues = new Resources<>(table, new QueueKind(new Streams(cluster)), cluster);
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
      var age = QueueStreams.messages(cluster, JOBS).info().orElseThrow();
      assertThat(age.getConfiguration().getMaxAge()).isGreaterThan(changed.retention());
    }
  }

  @Test
  void what_one_process_has_leased_another_one_settles_at_once() throws InterruptedException {
    one.queueCatalog().create(TENANT, queue(STANDARD));
    var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ofSeconds(5));
    for (int i = 0; i < 500; i++) {
      one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
      var received = (QueueStore.Received) one.queueStore().receive(JOBS, request);
      var ack = new Settlement.Ack(received.messages().getFirst().lease().handle());

      assertThat(other.queueStore().settle(JOBS, List.of(ack)))
          .isEqualTo(new QueueStore.Settled(List.of(new QueueStore.Outcome.Done())));
    }

    // Gone would be answered like an acknowledgement, and would be none
    assertThat(one.queueStore().count(JOBS).orElseThrow().inFlight()).isZero();
  }

  @Test
  void what_two_processes_make_at_once_is_made_by_one_and_there_for_the_other() throws Exception {
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
