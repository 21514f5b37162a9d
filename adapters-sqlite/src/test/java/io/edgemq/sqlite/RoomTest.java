package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ApiKey;
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
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.AuditTexts;
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

  private static Tenant tenant(String id) {
    return Tenant.active(new TenantId(id), "tag", Instant.EPOCH);
  }

  private static ApiKey key(String id, int number) {
    var hash = new TokenHash("%064x".formatted(number));
    return ApiKey.lasting(id, TENANT, hash, "label", Instant.EPOCH);
  }

  @Test
  void what_the_control_plane_stores_is_refused() {
    fillTheDisk();

    assertRefused(() -> store.tenants().create(tenant("more")));
    assertRefused(() -> store.keys().add(key("ak_1", 1)));
    var token = new TokenHash("0".repeat(64));
    var invite = Invite.open("inv_1", token, "tag", "ops", Instant.EPOCH, Instant.MAX);
    assertRefused(() -> store.invites().add(invite));
    var request = new InviteRequest("req_1", "who", "e", "r", "a", Instant.EPOCH, null);
    assertRefused(() -> store.inviteRequests().add(request));

    assertThat(store.tenants().find(new TenantId("more"))).isEmpty();
    assertThat(store.invites().find("inv_1")).isEmpty();
  }

  @Test
  void what_stops_a_tenant_or_a_key_works() {
    store.tenants().create(tenant("acme"));
    store.keys().add(key("ak_1", 1));
    fillTheDisk();

    store.audit().append(AuditTexts.record(1), AuditTexts.SEALER);
    var suspended = tenant("acme").in(Tenant.State.SUSPENDED);

    assertThat(store.tenants().replace(tenant("acme"), suspended)).isTrue();
    assertThat(store.keys().revoke(TENANT, "ak_1", Instant.EPOCH)).isTrue();
  }

  @Test
  void the_audit_leaves_half_of_the_reserve_to_what_frees_room() {
    leave(Room.DISK_RESERVE / 2 + (1 << 20));
    store.audit().append(AuditTexts.record(1), AuditTexts.SEALER);
    usable.set(Room.DISK_RESERVE / 2);

    assertRefused(() -> store.audit().append(AuditTexts.record(2), AuditTexts.SEALER));

    assertThat(store.audit().head().orElseThrow().count()).isEqualTo(1);
    assertThat(store.audit().after(0, 10)).hasSize(1);
    assertThat(store.topicCatalog().delete(TOPIC)).isTrue();
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
    store.queueStore().retire(QUEUE, new SourceId("sub_1-0"));
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
  void what_is_forwarded_is_refused_whole_and_a_repetition_is_answered() {
    var source = new SourceId("sub_1-0");
    var first = new SourceMessage(1, message("s1"));
    var second = new SourceMessage(2, message("s2"));
    store.queueStore().forward(QUEUE, source, List.of(first));
    fillTheDisk();

    assertRefused(() -> store.queueStore().forward(QUEUE, source, List.of(first, second)));

    assertThat(store.queueStore().forward(QUEUE, source, List.of(first)))
        .isEqualTo(new QueueStore.Forwarded(1));
    assertThat(store.queueStore().lastSequence(QUEUE)).contains(4L);
    usable.set(1L << 40);
    assertThat(store.queueStore().forward(QUEUE, source, List.of(first, second)))
        .isEqualTo(new QueueStore.Forwarded(2));
    assertThat(store.queueStore().lastSequence(QUEUE)).contains(5L);
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
