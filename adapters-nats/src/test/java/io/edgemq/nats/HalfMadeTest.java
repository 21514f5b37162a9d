package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a process leaves behind that dies while it makes or removes a queue. How soon that is
/// abandoned follows from how long a call may take; calls themselves have all the time they need.
@Timeout(180)
class HalfMadeTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final Queue QUEUE =
      new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START);

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private Table<CatalogRow> table;
  private NatsStore other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    table = opened.add(Table.open(cluster, NatsStore.CATALOG, new CatalogFormat()));
    other = opened.add(NatsStore.open(NatsConfig.of(server.url()), new TestTime()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// A catalog that waits for as long as `limit` for who is at the same queue, and takes three
  /// times that for abandonment.
  private QueueCatalog catalog(Duration limit) {
    var limited = opened.add(Await.connected(NatsConfig.of(server.url()).withTimeout(limit)));
    var queues = new Resources<>(table, new QueueKind(new Streams(cluster)), limited);
    return new NatsQueueCatalog(table, queues);
  }

  /// Leaves the queue at `stage`, with its streams.
  private void die(Resource.Stage stage) {
    var edit =
        new Edit.Put<CatalogRow>(
            CatalogRow.key(JOBS), new CatalogRow.OfQueue(new Resource<>(QUEUE, stage, 0)));
    long revision = table.change(_ -> Decision.one(edit, true)).revision();
    assertThat(new Streams(cluster).createQueue(JOBS, new Existing<>(QUEUE, revision)))
        .isEqualTo(new Placing.Placed());
  }

  @Test
  void a_queue_that_is_half_made_is_not_seen_and_taken_over_once_it_is_abandoned() {
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
  void the_streams_of_a_queue_that_is_half_removed_are_removed_when_it_is_removed_again() {
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
