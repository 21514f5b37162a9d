package io.edgemq.nats;

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
import io.edgemq.nats.NatsQueues.Visit;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.ports.out.QueueStore.Outcome;
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
class NatsQueuesTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Existing<Queue> FIRST = incarnation(7);
  private static final Existing<Queue> SECOND = incarnation(8);

  private final AtomicReference<Optional<Existing<Queue>>> known =
      new AtomicReference<>(Optional.empty());
  private NatsServer server;
  private Cluster cluster;
  private NatsQueues queues;
  private NatsQueueStore store;

  private static Existing<Queue> incarnation(long number) {
    return new Existing<>(
        new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), number);
  }

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()).withTimeout(Duration.ofSeconds(2)));
    var parts = new Desk.Parts(cluster, new TestTime(), _ -> known.get());
    queues = new NatsQueues(parts, new RecentKeys(10));
    store = new NatsQueueStore(queues);
    create(FIRST);
  }

  @AfterEach
  void close() {
    queues.close();
    cluster.close();
    server.close();
  }

  private void create(Existing<Queue> queue) {
    assertThat(new Streams(cluster).createQueue(JOBS, queue)).isEqualTo(new Placing.Placed());
    known.set(Optional.of(queue));
  }

  private void remove() {
    known.set(Optional.empty());
    new Streams(cluster).deleteQueue(JOBS, FIRST.incarnation());
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
  void nothing_is_kept_of_a_removed_queue_that_was_received_from() throws Exception {
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
  void nothing_is_kept_of_a_removed_queue_that_was_only_sent_to() {
    store.send(JOBS, List.of(TestMessages.message("hello")));
    assertThat(queues.size()).isEqualTo(1);

    remove();

    awaitForgotten();
  }

  @Test
  void who_waits_for_a_doubtful_decision_hears_that_the_queue_was_removed() throws Exception {
    assertThat(received()).isZero();
    var decided = new CountDownLatch(1);
    Errand<Boolean> errand =
        plan -> {
          plan.decide(new Ruling.Gone(1));
          decided.countDown();
          return Optional.of(true);
        };
    var patient = new Visit(JOBS, Horizon.ANY, Duration.ofSeconds(40));

    server.stop();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> queues.visit(patient, _ -> errand));
      decided.await();
      known.set(Optional.empty());

      assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
    } finally {
      server.proceed();
    }
  }

  /// As when a server answers that was cut off and does not know yet that others lead.
  @Test
  void a_receipt_that_tells_of_more_than_the_servers_show_is_not_called_a_mistake()
      throws InterruptedException {
    var unused = store.send(JOBS, List.of(TestMessages.message("job")));
    var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ZERO);
    var held = ((Received) store.receive(JOBS, request)).messages().getFirst().lease().handle();
    var token = new Handle(FIRST.incarnation(), 1, 1_000_000).text();
    var message = new Handle(FIRST.incarnation(), 99, 1).text();

    for (var ahead : List.of(token, message)) {
      var both = List.<Settlement>of(new Settlement.Ack(held), new Settlement.Ack(ahead));
      assertThatExceptionOfType(StoreException.NoResponders.class)
          .isThrownBy(() -> store.settle(JOBS, both));
    }

    assertThat(store.count(JOBS).orElseThrow().inFlight()).isEqualTo(1);
    assertThat(store.settle(JOBS, List.of(new Settlement.Ack(held))))
        .isEqualTo(new Settled(List.of(new Outcome.Done())));
  }
}
