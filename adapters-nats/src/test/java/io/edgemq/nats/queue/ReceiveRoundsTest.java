package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.move.MoveExecutor;
import io.edgemq.nats.move.NatsQueueStore;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A receive that has messages asks the cluster for more; it must not lose them when that fails.
@Timeout(180)
class ReceiveRoundsTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Incarnated<Queue> QUEUE =
      new Incarnated<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);
  private static final ReceiveRequest REQUEST =
      new ReceiveRequest(10, Duration.ofSeconds(30), Duration.ZERO);

  private final Thread caller = Thread.currentThread();
  private Runnable onceLeased = () -> {};
  private NatsServer server;
  private Cluster cluster;
  private QueueReplicas queues;
  private NatsQueueStore store;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()).withTimeout(Duration.ofSeconds(5)));
    assertThat(new ResourceStreams(cluster).createQueue(JOBS, QUEUE))
        .isEqualTo(new StreamPlacement.Placed());
    var parts = new QueueReplica.Parts(cluster, new TestTime(), this::locate);
    queues = new QueueReplicas(parts, new RecentKeys(10), MoveExecutor::new);
    store = new NatsQueueStore(queues);
  }

  @AfterEach
  void close() {
    queues.close();
    cluster.close();
    server.close();
  }

  private Optional<Incarnated<Queue>> locate(QueueRef ref) {
    if (Thread.currentThread() == caller && hasLeased()) {
      var now = onceLeased;
      onceLeased = () -> {};
      now.run();
    }
    return Optional.of(QUEUE);
  }

  private boolean hasLeased() {
    return new StreamClient(cluster, StreamNames.ledger(JOBS, QUEUE.incarnation())).bounds().last()
        > 0;
  }

  @Test
  void an_outage_after_the_first_round_leaves_its_messages_to_the_receiver() throws Exception {
    store.send(JOBS, List.of(TestMessages.message("hello")));
    onceLeased =
        () -> {
          throw new StoreException.Unavailable("an outage", new IOException());
        };

    var received = store.receive(JOBS, REQUEST);

    assertThat(((Received) received).messages()).hasSize(1);
  }

  @Test
  void an_interrupt_after_the_first_round_gives_its_messages_back() throws Exception {
    store.send(JOBS, List.of(TestMessages.message("hello")));
    onceLeased = caller::interrupt;

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> store.receive(JOBS, REQUEST));

    var again = ((Received) store.receive(JOBS, REQUEST)).messages();
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().lease().attempt()).isEqualTo(1);
  }
}
