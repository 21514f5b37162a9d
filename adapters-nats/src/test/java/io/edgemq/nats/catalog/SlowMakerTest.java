package io.edgemq.nats.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Former;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.View;
import io.edgemq.nats.NatsStore;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A slow creator of a queue leaves no streams behind when another process has created the queue in
/// the meantime.
@Timeout(180)
class SlowMakerTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Queue QUEUE =
      new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Opened opened = new Opened();
  private Cluster cluster;
  private ManagedResources<QueueRef, Queue> quick;
  private ManagedResources<QueueRef, Queue> slow;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    var config = NatsConfig.of(server.url());
    cluster = opened.add(Cluster.connect(config));
    var hasty = opened.add(Await.connected(config.withTimeout(Duration.ofMillis(500))));
    var table = opened.add(ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat()));
    var type = new QueueResourceType(new ResourceStreams(cluster));
    quick = new ManagedResources<>(table, type, hasty); // what is half made is soon abandoned to it
    slow = new ManagedResources<>(table, new Slow(type), cluster);
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private List<String> streams() throws Exception {
    return cluster.management().getStreamNames(StreamNames.everyQueue(JOBS));
  }

  /// The slow process has begun, and the quick one has taken over and created another queue.
  private void overtake(Future<?> creating) throws Exception {
    begun.await();
    Await.until(
        () -> {
          assertThat(creating.isDone()).isFalse();
          return isMade();
        });
  }

  private boolean isMade() {
    try {
      return quick.create(JOBS, QUEUE, ManagedResources.Objection.NONE)
          instanceof ManagedResources.Done<Queue>;
    } catch (StoreException.Unavailable busy) {
      return false;
    }
  }

  private void proceed(Future<?> creating) {
    goOn.countDown();
    assertThatThrownBy(creating::get).hasCauseInstanceOf(StoreException.Unavailable.class);
  }

  @Test
  void beside_the_other_one() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var creating =
          threads.submit(() -> slow.create(JOBS, QUEUE, ManagedResources.Objection.NONE));
      overtake(creating);
      var made = streams();

      proceed(creating);

      assertThat(streams()).hasSize(1).isEqualTo(made);
    }
  }

  @Test
  void when_the_other_one_was_removed() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var creating =
          threads.submit(() -> slow.create(JOBS, QUEUE, ManagedResources.Objection.NONE));
      overtake(creating);
      assertThat(quick.delete(JOBS, ManagedResources.Objection.NONE))
          .isInstanceOf(ManagedResources.Done.class);

      proceed(creating);

      assertThat(streams()).isEmpty();
    }
  }

  /// Creates the streams of a queue when it is told to.
  private final class Slow implements ResourceType<QueueRef, Queue> {
    private final QueueResourceType type;

    private Slow(QueueResourceType type) {
      this.type = type;
    }

    @Override
    public String key(QueueRef ref) {
      return type.key(ref);
    }

    @Override
    public CatalogRow row(Resource<Queue> resource) {
      return type.row(resource);
    }

    @Override
    public Resource<Queue> resource(CatalogRow row) {
      return type.resource(row);
    }

    @Override
    public List<String> belongings(View<CatalogRow> view, QueueRef ref) {
      return type.belongings(view, ref);
    }

    @Override
    public StreamPlacement.Result make(QueueRef ref, Incarnated<Queue> existing, long last) {
      begun.countDown();
      try {
        goOn.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return type.make(ref, existing, last);
    }

    @Override
    public List<String> streams(QueueRef ref, long incarnation) {
      return type.streams(ref, incarnation);
    }

    @Override
    public List<String> missing(QueueRef ref, long incarnation) {
      return type.missing(ref, incarnation);
    }

    @Override
    public int replicas(QueueRef ref, long incarnation) {
      return type.replicas(ref, incarnation);
    }

    @Override
    public StreamPlacement.Result remake(QueueRef ref, Incarnated<Queue> existing, long first) {
      return type.remake(ref, existing, first);
    }

    @Override
    public StreamPlacement.Result limit(QueueRef ref, Incarnated<Queue> existing) {
      return type.limit(ref, existing);
    }

    @Override
    public Optional<Former> end(QueueRef ref, long incarnation) {
      return type.end(ref, incarnation);
    }

    @Override
    public void remove(QueueRef ref, long incarnation) {
      type.remove(ref, incarnation);
    }

    @Override
    public Queue widest(Queue before, Queue after) {
      return type.widest(before, after);
    }
  }
}
