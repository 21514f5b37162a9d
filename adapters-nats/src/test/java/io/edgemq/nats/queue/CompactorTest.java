package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamTail;
import io.edgemq.nats.NatsHarness;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.testkit.TestMessages;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A queue's streams stay short, and keep everything that matters.
@Timeout(180)
class CompactorTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final ReceiveRequest GLANCE =
      new ReceiveRequest(1, Duration.ZERO, Duration.ofSeconds(5));
  private static final int GLANCES = 4_100;

  private NatsServer server;
  private NatsHarness harness;
  private Cluster cluster;

  @BeforeEach
  void open() {
    server = NatsServer.roomy();
    harness = new NatsHarness(server);
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    var queue = new Queue(JOBS.name(), QueueConfig.standard(1_000), harness.time().instant());
    var unused = harness.ports().queueCatalog().create(JOBS.tenant(), queue);
  }

  @AfterEach
  void close() {
    cluster.close();
    harness.close();
    server.close();
  }

  private QueueStore queues() {
    return harness.ports().queues();
  }

  private void send(int count) {
    List<NewQueueMessage> messages = Collections.nCopies(count, TestMessages.message("job"));
    assertThat(queues().send(JOBS, messages)).isInstanceOf(QueueStore.Sent.class);
  }

  private List<LeasedMessage> receive(ReceiveRequest request) throws InterruptedException {
    return ((Received) queues().receive(JOBS, request)).messages();
  }

  private static long messagesIn(StreamClient stream) {
    return stream.rawInfo().orElseThrow().getStreamState().getMsgCount();
  }

  @Test
  void a_snapshot_keeps_the_state_of_the_ledger() throws InterruptedException {
    send(3);
    var held = receive(new ReceiveRequest(1, Duration.ofHours(1), Duration.ZERO)).getFirst();
    // the clock stands still: of the two visible messages, the same one always comes first
    int attempts = 0;
    for (int i = 0; i < GLANCES; i++) {
      attempts = Math.max(attempts, receive(GLANCE).getFirst().lease().attempt());
    }

    Await.until(() -> messagesIn(QueueStreams.ledger(cluster, JOBS)) < 1_000);

    harness.reopen();
    var counts = queues().count(JOBS).orElseThrow();
    assertThat(counts.inFlight()).isEqualTo(1);
    assertThat(counts.ready()).isEqualTo(2);
    assertThat(attempts).isEqualTo(GLANCES);
    var next = receive(new ReceiveRequest(2, Duration.ofHours(1), Duration.ZERO));
    assertThat(next).extracting(m -> m.lease().attempt()).containsExactlyInAnyOrder(GLANCES + 1, 1);
    assertThat(queues().settle(JOBS, List.of(new Settlement.Ack(held.lease().handle()))))
        .isEqualTo(new QueueStore.Settled(List.of(new SettleOutcome.Done())));
  }

  @Test
  void removed_messages_are_purged_up_to_the_first_existing_one() throws InterruptedException {
    send(50);
    var leased = new ArrayList<Settlement>();
    for (var message : receive(new ReceiveRequest(40, Duration.ofHours(1), Duration.ZERO))) {
      leased.add(new Settlement.Ack(message.lease().handle()));
    }

    assertThat(queues().settle(JOBS, leased)).isInstanceOf(QueueStore.Settled.class);

    Await.until(() -> messagesIn(QueueStreams.messages(cluster, JOBS)) == 10);
    harness.reopen();
    assertThat(queues().count(JOBS).orElseThrow().ready()).isEqualTo(10);
    assertThat(queues().lastSequence(JOBS)).contains(50L);
  }

  @Test
  void a_failed_purge_is_repeated_later() throws Exception {
    var stream = new StreamClient(cluster, "Q_x");
    var ledger = new Ledger(new StreamClient(cluster, "L_x"), "l.x", 0);
    var arrivals = new StreamTail(cluster, "Q_x", 1, StreamTail.Depth.HEADERS);
    var entries = new StreamTail(cluster, "L_x", 1, StreamTail.Depth.WHOLE);
    var book = new LeaseBook(QueueType.STANDARD);
    book.arrivedUpTo(3_000);
    var recovery = new QueueRecovery(book, ledger, stream, 1, arrivals, entries);
    var compactor = new Compactor(recovery, new SourceMarks());
    try (var warnings = new Warnings()) {
      compactor.runIfDue();
      warnings.first.await();
    }
    var unused =
        cluster.administer(
            management ->
                management.addStream(
                    StreamConfiguration.builder().name("Q_x").subjects("q.x").build()));
    var message = new Outgoing("q.x", new MessageHeaders(), new byte[1]);
    assertThat(stream.publish(message, Condition.NONE)).isEqualTo(new Published.Kept(1));

    Await.until(
        () -> {
          compactor.runIfDue();
          return messagesIn(stream) == 0;
        });
  }

  /// Captures the compactor's warnings.
  private static final class Warnings extends Handler implements AutoCloseable {
    final CountDownLatch first = new CountDownLatch(1);
    private final Logger logger = Logger.getLogger(Compactor.class.getName());

    Warnings() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord warning) {
      first.countDown();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
