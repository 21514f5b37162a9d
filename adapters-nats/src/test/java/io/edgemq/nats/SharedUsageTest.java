package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.PeerUsage.Report;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.ports.out.QueueStore.Settled;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes of a deployment: what they tell each other, and how much room a tenant's queues
/// take.
@Timeout(120)
class SharedUsageTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int SIZE = 10_000;
  private static final AtomicInteger TENANTS = new AtomicInteger();
  private static NatsServer server;

  private final Opened opened = new Opened();
  private final TenantId tenant = new TenantId("tenant-" + TENANTS.incrementAndGet());
  private final QueueRef jobs = new QueueRef(tenant, new QueueName("jobs"));
  private NatsStore one;
  private NatsStore other;

  @BeforeAll
  static void start() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    one = opened.add(NatsStore.open(config(User.CONTROL), new TestTime()));
    other = opened.add(NatsStore.open(config(User.ADAPTER), new TestTime()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static NatsConfig config(User user) {
    return NatsConfig.of(server.url()).as(user.login());
  }

  private Report report(String process, long wanted) {
    return new Report(process, Map.of(tenant.value(), wanted), Map.of(tenant, 1));
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void processes_hear_of_each_other_within_a_second_and_forget_one_that_is_gone() {
    long began = System.nanoTime();
    Await.until(this::isHeardOnBothSides);
    assertThat(since(began)).isLessThan(SECOND);
    assertThat(one.peers().others()).containsExactly(report("other", 2));
    assertThat(other.peers().others()).containsExactly(report("one", 1));

    other.close();
    long closed = System.nanoTime();

    Await.until(() -> one.peers().others().isEmpty());
    assertThat(since(closed)).isLessThan(Duration.ofSeconds(3));
  }

  /// What was said before the other one listened is lost, so it is said again.
  private boolean isHeardOnBothSides() {
    one.peers().report(report("one", 1));
    other.peers().report(report("other", 2));
    return one.peers().others().contains(report("other", 2))
        && other.peers().others().contains(report("one", 1));
  }

  private void makeQueue() {
    var queue = new Queue(jobs.name(), QueueConfig.standard(100_000), TestTime.START);
    assertThat(one.queueCatalog().create(tenant, queue)).isEqualTo(new QueueCatalog.Created());
    Await.until(() -> other.queueCatalog().find(jobs).isPresent());
  }

  private void send(int count) {
    var attributes = Attributes.of(Map.of("k", "v".repeat(1_000)));
    var content = new Content("text/plain", attributes, new Payload(new byte[SIZE]));
    for (int i = 0; i < count; i++) {
      var message = new NewQueueMessage(content, null, null, null);
      assertThat(one.queueStore().send(jobs, List.of(message))).isInstanceOf(Sent.class);
    }
  }

  private List<Settlement> receive(int count) throws InterruptedException {
    var request = new ReceiveRequest(count, Duration.ofHours(1), Duration.ZERO);
    var received = (Received) one.queueStore().receive(jobs, request);
    return received.messages().stream()
        .<Settlement>map(message -> new Settlement.Ack(message.lease().handle()))
        .toList();
  }

  private void acknowledge(List<Settlement> settlements) {
    var settled = (Settled) one.queueStore().settle(jobs, settlements);
    assertThat(settled.outcomes()).allMatch(SettleOutcome.Done.class::isInstance);
  }

  @Test
  void what_is_sent_counts_at_every_process_and_what_was_acknowledged_does_not() throws Exception {
    makeQueue();
    assertThat(one.storage().bytesNow(tenant)).isZero();
    send(5);

    assertThat(other.storage().bytesNow(tenant)).isBetween(5L * SIZE, 5L * (SIZE + 2_000));
    assertThat(one.storage().bytesNow(tenant)).isBetween(5L * SIZE, 5L * (SIZE + 2_000));

    acknowledge(receive(5));
    long acknowledged = System.nanoTime();

    assertThat(other.storage().bytesNow(tenant)).isZero();
    assertThat(one.storage().bytesNow(tenant)).isZero();
    assertThat(since(acknowledged)).isLessThan(SECOND);
  }

  /// The server keeps what lies behind a message that is there.
  @Test
  void what_was_acknowledged_behind_a_message_that_stays_does_not_count() throws Exception {
    makeQueue();
    send(5);
    var leased = receive(5);

    acknowledge(leased.subList(1, 5));

    assertThat(other.storage().bytesNow(tenant)).isBetween(SIZE + 1_000L, SIZE + 2_000L);
    var cluster = opened.add(Cluster.connect(config(User.CONTROL)));
    var held = QueueStreams.messages(cluster, jobs).info().orElseThrow().bytes();
    assertThat(held).isGreaterThan(5L * SIZE);
    assertThat(one.storage().bytesNow(tenant)).isBetween(SIZE + 1_000L, SIZE + 2_000L);
  }

  @Test
  void what_was_acknowledged_leaves_the_figure_of_all_processes_within_seconds() throws Exception {
    makeQueue();
    send(3);
    Await.until(() -> one.storage().bytes(tenant) > 0);
    Await.until(() -> other.storage().bytes(tenant) > 0);

    acknowledge(receive(3));
    long acknowledged = System.nanoTime();

    Await.until(() -> one.storage().bytes(tenant) == 0 && other.storage().bytes(tenant) == 0);
    var after = since(acknowledged);
    System.getLogger(SharedUsageTest.class.getName())
        .log(System.Logger.Level.INFO, "freed room counts after {0} ms", after.toMillis());
    assertThat(after).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void a_queue_that_is_removed_takes_no_room() {
    makeQueue();
    send(2);
    assertThat(other.storage().bytesNow(tenant)).isPositive();

    assertThat(one.queueCatalog().delete(jobs)).isInstanceOf(QueueCatalog.Deleted.class);

    Await.until(() -> other.queueCatalog().find(jobs).isEmpty());
    assertThat(other.storage().bytesNow(tenant)).isZero();
  }
}
