package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Impairment;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.QueueSetup;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a store does when its disk is nearly full, by calls.
@Timeout(60)
class RoomTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef QUEUE = new QueueRef(TENANT, new QueueName("jobs"));
  private static final TopicRef TOPIC = new TopicRef(TENANT, new TopicName("orders"));
  private static final QueueConfig CONFIG = QueueSetup.standard().config();

  @TempDir private Path directory;
  private final AtomicLong usable = new AtomicLong(1L << 40);
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(SqliteConfig.in(directory), new TestTime(), _ -> usable::get);
    store.queueCatalog().create(TENANT, queue("jobs"));
    store
        .topicCatalog()
        .create(TENANT, new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
    store.queueStore().send(QUEUE, List.of(message("a"), message("b"), keyed("k", "c")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Queue queue(String name) {
    return new Queue(new QueueName(name), CONFIG, Instant.EPOCH);
  }

  private void fillTheDisk() {
    leave(Room.DISK_RESERVE - 1);
  }

  private void leave(long bytes) {
    usable.set(bytes);
    while (!isFull()) {
      Thread.onSpinWait();
    }
  }

  private boolean isFull() {
    return store.monitor().health() instanceof Health.Up(var impairments)
        && impairments.stream().anyMatch(Impairment.Full.class::isInstance);
  }

  private LeasedMessage receive() throws InterruptedException {
    var request = new ReceiveRequest(1, Duration.ofMinutes(1), Duration.ZERO);
    var received = (QueueStore.Received) store.queueStore().receive(QUEUE, request);
    return received.messages().getFirst();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(call)
        .withMessageContaining("the disk has");
  }

  @Test
  void what_stores_something_new_is_refused() {
    fillTheDisk();

    assertRefused(() -> store.queueStore().send(QUEUE, List.of(message("d"))));
    assertRefused(() -> store.topicLog().append(TOPIC, List.of(about("orders", "m"))));
    assertRefused(() -> store.queueCatalog().create(TENANT, queue("more")));
    assertRefused(
        () ->
            store
                .topicCatalog()
                .create(
                    TENANT, new Topic(new TopicName("more"), TopicConfig.DEFAULT, Instant.EPOCH)));
    assertRefused(() -> store.subscriptions().create(TENANT, subscription()));
    assertThat(store.queueStore().lastSequence(QUEUE)).contains(3L);
  }

  private static Subscription subscription() {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            new Start.Latest(),
            DeliveryPolicy.DEFAULT);
    return new Subscription(
        new SubscriptionId("sub_" + "a".repeat(24)),
        config,
        SubscriptionState.ACTIVE,
        Instant.EPOCH,
        0,
        Optional.empty());
  }

  @Test
  void what_frees_room_works() throws InterruptedException {
    fillTheDisk();

    var first = receive();
    var second = receive();
    var settled =
        store
            .queueStore()
            .settle(
                QUEUE,
                List.of(
                    new Settlement.Ack(first.lease().handle()),
                    new Settlement.Nack(second.lease().handle(), Duration.ZERO)));
    var longer = QueueSetup.standard().visibility(Duration.ofMinutes(2)).config();
    var updated = store.queueCatalog().update(QUEUE, CONFIG, longer);
    var purged = store.queueStore().purge(QUEUE);
    var deleted = store.queueCatalog().delete(QUEUE);

    assertThat(settled).isInstanceOf(QueueStore.Settled.class);
    assertThat(updated).isInstanceOf(QueueCatalog.Updated.class);
    assertThat(purged).isInstanceOf(QueueStore.Purged.class);
    assertThat(deleted).isInstanceOf(QueueCatalog.Deleted.class);
    assertThat(store.topicCatalog().delete(TOPIC)).isTrue();
  }

  @Test
  void a_repetition_stores_nothing_and_is_answered() {
    fillTheDisk();

    var sent = store.queueStore().send(QUEUE, List.of(keyed("k", "c")));

    assertThat(sent)
        .isInstanceOfSatisfying(
            QueueStore.Sent.class,
            answer -> assertThat(answer.entries().getFirst().sequence()).isEqualTo(3));
  }

  @Test
  void a_store_with_room_again_takes_messages_at_once_and_says_so() {
    fillTheDisk();
    usable.set(1L << 40);

    store.queueStore().send(QUEUE, List.of(message("d")));

    assertThat(store.monitor().health()).isEqualTo(new Health.Up());
  }

  @Test
  void messages_fill_unused_pages_of_the_database_although_the_disk_has_little_left()
      throws InterruptedException {
    var large = message("x".repeat(1 << 20));
    for (int i = 0; i < 4; i++) {
      store.queueStore().send(QUEUE, List.of(large));
    }
    leave(Room.DISK_RESERVE - (1 << 20));
    assertRefused(() -> store.queueStore().send(QUEUE, List.of(message("d"))));
    for (int i = 0; i < 7; i++) {
      store.queueStore().settle(QUEUE, List.of(new Settlement.Ack(receive().lease().handle())));
    }
    while (isFull()) {
      Thread.onSpinWait();
    }

    store.queueStore().send(QUEUE, List.of(message("d")));

    assertThat(store.queueStore().lastSequence(QUEUE)).contains(8L);
  }
}
