package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.testkit.TestTime;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Two adapters in front of one server, whose clock is the test's, and two queues: one for dead
/// letters.
public abstract class TwoAdapters {
  public static final TenantId TENANT = new TenantId("acme");
  public static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  public static final QueueRef DEAD = new QueueRef(TENANT, new QueueName("dead"));
  public static final DeadLetterReason REASON = new DeadLetterReason("broken");
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  public static final Duration CLAIM = TIMEOUT.multipliedBy(3);
  public static final Duration LEASE = Duration.ofHours(1);

  public final TestTime time = new TestTime();
  final Opened opened = new Opened();
  NatsServer server;
  public Cluster cluster;
  public NatsStore one;
  public NatsStore other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(config()));
    one = openStore();
    other = openStore();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  public NatsStore openStore() {
    return opened.add(NatsStore.open(config(), time));
  }

  public NatsConfig config() {
    return NatsConfig.of(server.url()).withTimeout(TIMEOUT);
  }

  public void create(QueueRef ref, QueueType type, @Nullable DeadLetterPolicy deadLetter) {
    var standard = QueueConfig.standard(1_000);
    var config =
        new QueueConfig(
            type,
            standard.visibilityTimeout(),
            standard.retention(),
            standard.delay(),
            standard.maxMessageBytes(),
            standard.dedupWindow(),
            deadLetter,
            standard.placement());
    var created = one.queueCatalog().create(TENANT, new Queue(ref.name(), config, TestTime.START));
    assertThat(created).isEqualTo(new QueueCatalog.Created());
    Await.until(() -> other.queueCatalog().find(ref).isPresent());
  }

  public static List<LeasedMessage> receive(
      NatsStore store, QueueRef ref, Duration visibility, Duration wait)
      throws InterruptedException {
    var request = new ReceiveRequest(1, visibility, wait);
    return ((Received) store.queueStore().receive(ref, request)).messages();
  }

  public static List<LeasedMessage> receive(NatsStore store, QueueRef ref)
      throws InterruptedException {
    return receive(store, ref, LEASE, Duration.ZERO);
  }

  public static QueueStore.SettleResult settle(NatsStore store, Settlement settlement) {
    return store.queueStore().settle(JOBS, List.of(settlement));
  }

  public static QueueStore.SettleResult done() {
    return new QueueStore.Settled(List.of(new SettleOutcome.Done()));
  }

  public static QueueCounts count(NatsStore store, QueueRef ref) {
    return store.queueStore().count(ref).orElseThrow();
  }

  public long messagesIn(QueueRef ref) {
    var bounds = QueueStreams.messages(cluster, ref).bounds();
    return bounds.last() - bounds.first() + 1;
  }

  /// Removes a stream; returns an action that recreates it, empty.
  public static StreamConfiguration takeAway(StreamClient stream) {
    var configuration = stream.rawInfo().orElseThrow().getConfiguration();
    assertThat(stream.delete()).isTrue();
    return configuration;
  }
}
