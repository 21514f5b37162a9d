package io.edgemq.nats.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Former;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.NatsStore;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What remains of a process that dies while it creates or removes a queue. The time until that
/// counts as abandoned follows from the time limit of a call; calls themselves have all the time
/// they need.
@Timeout(180)
class HalfMadeTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final Queue QUEUE =
      new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START);

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private ReplicatedTable<CatalogRow> table;
  private NatsStore other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    table = opened.add(ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat()));
    other = opened.add(NatsStore.open(NatsConfig.of(server.url()), new TestTime()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// A catalog that waits up to `limit` for another process at the same queue; after three times
  /// that, the other process counts as gone.
  private QueueCatalog catalog(Duration limit) {
    var limited = opened.add(Await.connected(NatsConfig.of(server.url()).withTimeout(limit)));
    var queues =
        new ManagedResources<>(table, new QueueResourceType(new ResourceStreams(cluster)), limited);
    return new NatsQueueCatalog(table, queues);
  }

  /// Leaves the queue at `stage`, with its streams.
  private void die(Resource.Stage stage) {
    die(new Resource<>(QUEUE, stage, 0, null));
  }

  private void die(Resource<Queue> resource) {
    var edit = new Edit.Put<CatalogRow>(CatalogRow.key(JOBS), new CatalogRow.OfQueue(resource));
    long revision = table.change(_ -> Decision.one(edit, true)).revision();
    assertThat(new ResourceStreams(cluster).createQueue(JOBS, new Incarnated<>(QUEUE, revision)))
        .isEqualTo(new StreamPlacement.Placed());
  }

  @Test
  void a_partly_created_queue_is_invisible_and_is_taken_over_once_it_is_abandoned() {
    var early = catalog(Duration.ofSeconds(2));
    var late = catalog(Duration.ofMillis(500));
    die(Resource.Stage.MAKING);

    assertThat(early.find(JOBS)).isEmpty();
    assertThat(early.list(TENANT, new Paging(null, 9)).items()).isEmpty();
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> early.create(TENANT, QUEUE))
        .withMessageContaining("try again");

    Await.until(() -> isMade(late));
    assertThat(other.queueCatalog().find(JOBS)).contains(QUEUE);
  }

  private static boolean isMade(QueueCatalog catalog) {
    try {
      return catalog.create(TENANT, QUEUE) instanceof QueueCatalog.Created;
    } catch (StoreException.Unavailable notYet) {
      return false;
    }
  }

  @Test
  void a_queue_that_takes_over_from_a_partly_removed_one_goes_on_counting_behind_it() {
    var late = catalog(Duration.ofMillis(500));
    die(Resource.Stage.REMOVING);
    var messages = QueueStreams.messages(cluster, JOBS);
    var subject = messages.rawInfo().orElseThrow().getConfiguration().getSubjects().getFirst();
    var sent = new Outgoing(subject.replace(">", "sent"), new MessageHeaders(), new byte[1]);
    assertThat(messages.publish(sent, Condition.NONE)).isEqualTo(new Published.Kept(1));

    Await.until(() -> isMade(late));

    assertThat(other.queueStore().lastSequence(JOBS)).contains(1L);
  }

  @Test
  void removing_again_what_has_recorded_how_far_it_counted_leaves_that_as_it_is() {
    var late = catalog(Duration.ofMillis(500));
    var former = new Former(500, TestTime.START);
    die(new Resource<>(QUEUE, Resource.Stage.ENDED, 0, former));
    assertThat(QueueStreams.messages(cluster, JOBS).delete()).isTrue();

    Await.until(
        () -> {
          assertThat(late.delete(JOBS)).isEqualTo(new QueueCatalog.NoSuchQueue());
          return isMade(late);
        });

    assertThat(other.queueStore().lastSequence(JOBS)).contains(500L);
  }

  @Test
  void a_removal_records_how_far_the_queue_counted_before_it_removes_the_streams() {
    die(Resource.Stage.MAKING);
    long made = table.view().get(CatalogRow.key(JOBS)).orElseThrow().revision();
    var removing =
        new CatalogRow.OfQueue(new Resource<>(QUEUE, Resource.Stage.REMOVING, made, null));
    var edit = new Edit.Put<CatalogRow>(CatalogRow.key(JOBS), removing);
    long revision = table.change(_ -> Decision.one(edit, true)).revision();
    var formers = new Formers<>(table, new QueueResourceType(new ResourceStreams(cluster)));

    long recorded = formers.record(JOBS, revision);
    assertThat(QueueStreams.messages(cluster, JOBS).delete()).isTrue();

    assertThat(formers.record(JOBS, recorded)).isEqualTo(recorded);
    assertThat(formers.last(JOBS)).isZero();
  }

  @Test
  void removing_a_partly_removed_queue_again_removes_its_streams() {
    var late = catalog(Duration.ofMillis(500));
    die(Resource.Stage.REMOVING);
    var messages = QueueStreams.messages(cluster, JOBS);
    assertThat(messages.info()).isPresent();

    Await.until(
        () -> {
          assertThat(late.delete(JOBS)).isEqualTo(new QueueCatalog.NoSuchQueue());
          return messages.info().isEmpty();
        });

    assertThat(other.queueCatalog().create(TENANT, QUEUE)).isEqualTo(new QueueCatalog.Created());
  }
}
