package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Impairment;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.Pushes;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What frees room works at a server whose store is full, and makes room for new messages.
@Timeout(180)
final class FullClusterTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final QueueRef TRIED = new QueueRef(JOBS.tenant(), new QueueName("tried"));
  private static final QueueRef DEAD = new QueueRef(JOBS.tenant(), new QueueName("dead"));
  private static final int LARGE = 500_000;

  private final TestTime time = new TestTime();
  private final Opened opened = new Opened();
  private NatsStore store;
  private NatsStore other;
  private Claim claim;

  @BeforeEach
  void fill() {
    var server = opened.add(NatsServer.with("max_payload: 2MB", "max_file_store: 40000000"));
    store = opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
    other = opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
    create(JOBS, null);
    create(DEAD, null);
    create(TRIED, new DeadLetterPolicy(DEAD.name(), 1));
    assertThat(sends(store, TRIED)).isTrue();
    claim = claim();
    Await.until(() -> store.hasReserve());
    while (sends(store)) {}
  }

  /// The right to deliver to a new subscription.
  private Claim claim() {
    var topic = new Topic(new TopicName("orders"), TopicConfig.DEFAULT, TestTime.START);
    assertThat(store.topicCatalog().create(JOBS.tenant(), topic))
        .isEqualTo(new TopicCatalog.Created());
    assertThat(store.subscriptions().create(JOBS.tenant(), Pushes.subscription(1)))
        .isEqualTo(new SubscriptionStore.Created());
    var lane = LaneRef.of(new SubscriptionRef(JOBS.tenant(), Pushes.id(1)));
    return ((Claimed) store.deliveries().claim(lane, new OwnerId("first"))).claim();
  }

  private void create(QueueRef ref, @Nullable DeadLetterPolicy deadLetter) {
    var standard = QueueConfig.standard(1 << 20);
    var config =
        new QueueConfig(
            standard.type(),
            standard.visibilityTimeout(),
            standard.retention(),
            standard.delay(),
            standard.maxMessageBytes(),
            standard.dedupWindow(),
            deadLetter,
            standard.placement());
    assertThat(
            store
                .queueCatalog()
                .create(ref.tenant(), new Queue(ref.name(), config, TestTime.START)))
        .isEqualTo(new QueueCatalog.Created());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static boolean sends(NatsStore store) {
    return sends(store, JOBS);
  }

  private static boolean sends(NatsStore store, QueueRef ref) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[LARGE]));
    var message = new NewQueueMessage(content, Duration.ZERO, null, null);
    try {
      return store.queueStore().send(ref, List.of(message)) instanceof QueueStore.Sent;
    } catch (StoreException.Full full) {
      return false;
    }
  }

  private static boolean isFull(NatsStore store) {
    return store.monitor().health() instanceof Health.Up(var impairments)
        && impairments.stream().anyMatch(Impairment.Full.class::isInstance);
  }

  @Test
  void messages_are_received_and_acknowledged() throws InterruptedException {
    var request = new ReceiveRequest(5, Duration.ofSeconds(30), Duration.ZERO);

    var received = (QueueStore.Received) store.queueStore().receive(JOBS, request);
    var handle = received.messages().getFirst().lease().handle();

    assertThat(store.queueStore().settle(JOBS, List.of(new Settlement.Ack(handle))))
        .isEqualTo(new QueueStore.Settled(List.of(new SettleOutcome.Done())));
  }

  @Test
  void every_adapter_tells_that_it_is_full_and_refuses_new_messages() {
    assertThat(isFull(store)).isTrue();
    Await.until(() -> isFull(other));

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(
            () ->
                other
                    .queueStore()
                    .send(
                        JOBS,
                        List.of(
                            new NewQueueMessage(
                                new Content("a/b", Attributes.NONE, Payload.EMPTY),
                                Duration.ZERO,
                                null,
                                null))));
  }

  @Test
  void a_redrive_is_refused_and_moves_nothing() throws InterruptedException {
    var plan = new RedrivePlan(TRIED.name(), null, null);

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(
            () -> store.queueStore().redrive(JOBS, plan, new QueueStore.RedriveStep(0, 1, 1)));

    assertThat(receive(JOBS).messages().getFirst().message().sequence()).isEqualTo(1);
  }

  private QueueStore.Received receive(QueueRef ref) throws InterruptedException {
    var request = new ReceiveRequest(1, Duration.ofSeconds(30), Duration.ZERO);
    return (QueueStore.Received) store.queueStore().receive(ref, request);
  }

  @Test
  void a_dead_letter_moves_once_there_is_room() throws InterruptedException {
    assertThat(receive(TRIED).messages()).hasSize(1);
    time.advance(Duration.ofMinutes(1));
    assertThat(receive(TRIED).messages()).isEmpty();

    assertThat(store.queueStore().lastSequence(DEAD)).contains(0L);

    assertThat(store.queueStore().purge(JOBS)).isEqualTo(new QueueStore.Purged());
    Await.until(() -> !isFull(store) && !isFull(other));
    time.advance(Duration.ofMinutes(1));
    Await.until(() -> store.queueStore().lastSequence(DEAD).equals(Optional.of(1L)));
    assertThat(receive(DEAD).messages()).hasSize(1);
  }

  @Test
  void a_purge_makes_room_again() {
    assertThat(store.queueStore().purge(JOBS)).isEqualTo(new QueueStore.Purged());

    Await.until(() -> !isFull(store) && !isFull(other));
    assertThat(sends(store)).isTrue();
    assertThat(sends(other)).isTrue();
  }

  @Test
  void a_removal_makes_room_again() {
    assertThat(store.queueCatalog().delete(JOBS)).isEqualTo(new QueueCatalog.Deleted());

    Await.until(() -> !isFull(store) && !isFull(other));
  }

  @Test
  void a_configuration_is_changed() {
    var before = store.queueCatalog().find(JOBS).orElseThrow().config();

    var result = store.queueCatalog().update(JOBS, before, QueueConfig.standard(1_000));

    assertThat(result).isInstanceOf(QueueCatalog.Updated.class);
  }

  @Test
  void attempts_are_refused_and_what_is_kept_for_freeing_room_stays() {
    var attempt =
        new AttemptRecord(
            TestTime.START,
            1,
            1,
            OptionalInt.of(200),
            Duration.ofMillis(1),
            Optional.empty(),
            "x".repeat(1_000));
    var subscription = new SubscriptionRef(JOBS.tenant(), Pushes.id(1));

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> store.attempts().append(Map.of(subscription, List.of(attempt))));

    assertThat(store.attempts().list(subscription, AttemptLog.END, 10)).isEmpty();
    store.attempts().forget(subscription);
  }

  @Test
  void progress_is_saved_and_dead_letters_are_refused() {
    var dead = Pushes.dead(Pushes.letter(1));

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> store.deliveries().save(claim, dead));
    var saved = store.deliveries().save(claim, Pushes.progress(7));

    assertThat(saved).isInstanceOf(Saved.class);
    assertThat(other.deliveries().read(claim.lane())).contains(Pushes.upTo(7));
    assertThat(store.deadLetters().list(claim.lane().subscription(), 0, 10)).isEmpty();
    assertThat(other.deliveries().alive(claim.owner())).contains(claim.owner());
  }
}
