package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.Handle;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.move.MoveExecutor;
import io.edgemq.nats.move.NatsQueueStore;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueReplicas.Call;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.Settled;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class QueueReplicasTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Incarnated<Queue> FIRST = incarnation(7);
  private static final Incarnated<Queue> SECOND = incarnation(8);

  private final AtomicReference<Optional<Incarnated<Queue>>> known =
      new AtomicReference<>(Optional.empty());
  private NatsServer server;
  private Cluster cluster;
  private QueueReplicas queues;
  private NatsQueueStore store;

  private static Incarnated<Queue> incarnation(long number) {
    return new Incarnated<>(
        new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), number);
  }

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()).withTimeout(Duration.ofSeconds(2)));
    var parts = new QueueReplica.Parts(cluster, new TestTime(), _ -> known.get());
    queues = new QueueReplicas(parts, new RecentKeys(10), MoveExecutor::new);
    store = new NatsQueueStore(queues);
    create(FIRST);
  }

  @AfterEach
  void close() {
    queues.close();
    cluster.close();
    server.close();
  }

  private void create(Incarnated<Queue> queue) {
    assertThat(new ResourceStreams(cluster).createQueue(JOBS, queue))
        .isEqualTo(new StreamPlacement.Placed());
    known.set(Optional.of(queue));
  }

  private void remove() {
    known.set(Optional.empty());
    new ResourceStreams(cluster).deleteQueue(JOBS, FIRST.incarnation());
    queues.changed(CatalogRow.key(JOBS));
  }

  private int received() throws InterruptedException {
    var request = new ReceiveRequest(10, Duration.ofSeconds(30), Duration.ZERO);
    return ((Received) store.receive(JOBS, request)).messages().size();
  }

  private void awaitForgotten() {
    Await.until(() -> queues.size() == 0);
  }

  @Test
  void a_removed_queue_that_was_received_from_is_forgotten() throws Exception {
    store.send(JOBS, List.of(TestMessages.message("hello")));
    assertThat(received()).isEqualTo(1);

    remove();

    awaitForgotten();
    create(SECOND);
    store.send(JOBS, List.of(TestMessages.message("again")));
    assertThat(received()).isEqualTo(1);
    assertThat(queues.size()).isEqualTo(1);
  }

  @Test
  void a_removed_queue_that_was_only_sent_to_is_forgotten() {
    store.send(JOBS, List.of(TestMessages.message("hello")));
    assertThat(queues.size()).isEqualTo(1);

    remove();

    awaitForgotten();
  }

  @Test
  void a_caller_waiting_for_an_uncertain_append_learns_that_the_queue_was_removed()
      throws Exception {
    assertThat(received()).isZero();
    var decided = new CountDownLatch(1);
    Command<Boolean> command =
        proposal -> {
          proposal.decide(new StateChange.Gone(1));
          decided.countDown();
          return Optional.of(true);
        };
    var patient = new Call(JOBS, ReadIndex.ANY, Duration.ofSeconds(40));

    server.stop();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> queues.execute(patient, _ -> command));
      decided.await();
      known.set(Optional.empty());

      assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
    } finally {
      server.proceed();
    }
  }

  /// As when a server that was cut off answers and does not know yet that others lead.
  @Test
  void a_receipt_ahead_of_the_servers_is_an_outage_and_not_invalid() throws InterruptedException {
    var unused = store.send(JOBS, List.of(TestMessages.message("job")));
    var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ZERO);
    var held = ((Received) store.receive(JOBS, request)).messages().getFirst().lease().handle();
    var handles = Leasing.handles(FIRST.incarnation());
    var token = handles.write(new Handle(1, 999_999_999_999_999_999L));
    var message = handles.write(new Handle(99, 1));

    for (var ahead : List.of(token, message)) {
      var both = List.<Settlement>of(new Settlement.Ack(held), new Settlement.Ack(ahead));
      assertThatExceptionOfType(StoreException.NoResponders.class)
          .isThrownBy(() -> store.settle(JOBS, both));
    }

    assertThat(store.count(JOBS).orElseThrow().inFlight()).isEqualTo(1);
    assertThat(store.settle(JOBS, List.of(new Settlement.Ack(held))))
        .isEqualTo(new Settled(List.of(new SettleOutcome.Done())));
  }
}
