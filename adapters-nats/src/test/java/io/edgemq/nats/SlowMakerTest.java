package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who was slow at making a queue, so that another one was made meanwhile, leaves no streams.
@Timeout(180)
class SlowMakerTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Queue QUEUE =
      new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Opened opened = new Opened();
  private Cluster cluster;
  private Resources<QueueRef, Queue> quick;
  private Resources<QueueRef, Queue> slow;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    var config = NatsConfig.of(server.url());
    cluster = opened.add(Cluster.connect(config));
    var hasty = opened.add(Await.connected(config.withTimeout(Duration.ofMillis(500))));
    var table = opened.add(Table.open(cluster, NatsStore.CATALOG, new CatalogFormat()));
    var kind = new QueueKind(new Streams(cluster));
    quick = new Resources<>(table, kind, hasty); // what is half made is soon abandoned to it
    slow = new Resources<>(table, new Slow(kind), cluster);
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private List<String> streams() throws Exception {
    return cluster.management().getStreamNames(StreamNames.everyQueue(JOBS));
  }

  /// The slow one has begun, and the quick one has taken over and made another queue.
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
      return quick.create(JOBS, QUEUE, Resources.Objection.NONE) instanceof Resources.Done<Queue>;
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
      var creating = threads.submit(() -> slow.create(JOBS, QUEUE, Resources.Objection.NONE));
      overtake(creating);
      var made = streams();

      proceed(creating);

      assertThat(streams()).hasSize(1).isEqualTo(made);
    }
  }

  @Test
  void when_the_other_one_was_removed() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var creating = threads.submit(() -> slow.create(JOBS, QUEUE, Resources.Objection.NONE));
      overtake(creating);
      assertThat(quick.delete(JOBS, Resources.Objection.NONE)).isInstanceOf(Resources.Done.class);

      proceed(creating);

      assertThat(streams()).isEmpty();
    }
  }

  /// Makes the streams of a queue when it is told to.
  private final class Slow implements Kind<QueueRef, Queue> {
    private final QueueKind kind;

    private Slow(QueueKind kind) {
      this.kind = kind;
    }

    @Override
    public String key(QueueRef ref) {
      return kind.key(ref);
    }

    @Override
    public CatalogRow row(Resource<Queue> resource) {
      return kind.row(resource);
    }

    @Override
    public Resource<Queue> resource(CatalogRow row) {
      return kind.resource(row);
    }

    @Override
    public List<String> belongings(View<CatalogRow> view, QueueRef ref) {
      return kind.belongings(view, ref);
    }

    @Override
    public Placing.Result make(QueueRef ref, Existing<Queue> existing) {
      begun.countDown();
      try {
        goOn.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return kind.make(ref, existing);
    }

    @Override
    public Placing.Result limit(QueueRef ref, Existing<Queue> existing) {
      return kind.limit(ref, existing);
    }

    @Override
    public void remove(QueueRef ref, long incarnation) {
      kind.remove(ref, incarnation);
    }

    @Override
    public Queue widest(Queue before, Queue after) {
      return kind.widest(before, after);
    }
  }
}
