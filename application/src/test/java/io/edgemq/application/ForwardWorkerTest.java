package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.ForwardState;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ForwardWorkerTest extends DeliveryFixture {
  private static final QueueRef QUEUE = new QueueRef(TENANT, new QueueName("jobs.fifo"));

  private void createQueue(int maxMessageBytes) {
    var standard = QueueConfig.standard(maxMessageBytes);
    var config =
        new QueueConfig(
            QueueType.FIFO,
            standard.visibilityTimeout(),
            standard.retention(),
            standard.delay(),
            standard.maxMessageBytes(),
            standard.dedupWindow(),
            null,
            standard.placement());
    store.queueCatalog().create(TENANT, new Queue(QUEUE.name(), config, Instant.EPOCH));
  }

  private void subscribe(SubjectFilter filter) {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            filter,
            new DeliveryType.ToQueue(QUEUE.name()),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    store
        .subscriptions()
        .create(
            TENANT,
            Subscription.active(REF.id(), config, Instant.EPOCH, Optional.of(new ForwardState(1))));
  }

  /// Everything that is in the queue and not leased, in order; it is acknowledged.
  private List<QueueMessage> drain() {
    var messages = new ArrayList<QueueMessage>();
    while (true) {
      var received = receive();
      if (received.isEmpty()) {
        return messages;
      }
      messages.addAll(received.stream().map(LeasedMessage::message).toList());
      var unused =
          store
              .queueStore()
              .settle(
                  QUEUE,
                  received.stream()
                      .map(leased -> (Settlement) new Settlement.Ack(leased.lease().handle()))
                      .toList());
    }
  }

  private List<LeasedMessage> receive() {
    try {
      var request = new ReceiveRequest(100, Duration.ofMinutes(1), Duration.ZERO);
      return store.queueStore().receive(QUEUE, request) instanceof QueueStore.Received(var found)
          ? found
          : List.of();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private List<String> awaitDrained(int count) {
    var found = new ArrayList<QueueMessage>();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              found.addAll(drain());
              return found.size() >= count;
            });
    assertThat(drain()).isEmpty();
    return found.stream().map(ForwardWorkerTest::text).toList();
  }

  private static String text(QueueMessage message) {
    return new String(message.content().payload().bytes(), UTF_8);
  }

  private static List<String> bodies(int from, int to) {
    return LongStream.range(from, to).mapToObj(n -> "m" + n).toList();
  }

  @Test
  void it_waits_while_the_storage_quota_is_used_up_and_loses_nothing() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    var tenant = Tenant.active(TENANT, "t", Instant.EPOCH);
    store.tenants().create(tenant);
    quotas = new TenantQuotas(store.tenants(), store.storage(), store.peers(), System::nanoTime);
    publish(20);
    long inTopic = store.storage().bytes(TENANT);
    var bounded = tenant.within(new Quota(Map.of(QuotaKind.STORAGE_BYTES, inTopic + 1000)));
    store.tenants().replace(tenant, bounded);

    start();

    await().until(() -> store.queueStore().count(QUEUE).orElseThrow().ready() > 3);
    assertThat(store.queueStore().lastSequence(QUEUE).orElseThrow()).isLessThan(20);
    assertThat(store.storage().bytes(TENANT)).isLessThanOrEqualTo(inTopic + 1000);
    assertThat(awaitDrained(20)).isEqualTo(bodies(0, 20));
    assertThat(quotas.refused(QuotaKind.STORAGE_BYTES)).as("nobody was told").isZero();
  }

  @Test
  void every_match_is_in_the_queue_once_in_order_and_says_where_it_is_from() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    start();

    publish(600);

    await().until(() -> store.queueStore().count(QUEUE).orElseThrow().ready() >= 1);
    var first = receive().getFirst().message();
    assertThat(first.content().attributes().asMap())
        .containsEntry("mq-topic", "t")
        .containsEntry("mq-subject", "t")
        .containsEntry("mq-id", "1")
        .containsKey("mq-published-at");
    assertThat(first.group()).isEqualTo(new GroupId("t"));
    awaitFloor(601);
    assertThat(store.queueStore().lastSequence(QUEUE)).contains(600L);
  }

  @Test
  void only_what_the_pattern_matches_is_put_there() {
    createQueue(1_000_000);
    subscribe(new SubjectFilter.Matching(new Pattern("t.eu.*")));
    start();

    publish("t.us.a", "no");
    publish("t.eu.a", "yes");

    assertThat(awaitDrained(1)).containsExactly("yes");
    awaitFloor(3);
  }

  @Test
  void who_takes_over_puts_nothing_there_twice() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    var owners = new SeveralOwners(store.deliveries());
    owners.failingReleases.set(Integer.MAX_VALUE); // so its floor stays unsaved
    var first = start(owners);
    publish(50);
    assertThat(awaitDrained(50)).isEqualTo(bodies(0, 50));
    first.close();
    owners.failingReleases.set(0);

    start(owners);
    publish("t", "m50", "m51");

    assertThat(awaitDrained(2)).isEqualTo(bodies(50, 52));
  }

  @Test
  void a_replay_is_another_source() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    start();
    publish(4);
    assertThat(awaitDrained(4)).isEqualTo(bodies(0, 4));

    change(s -> s.goingTo(3));

    assertThat(awaitDrained(2)).isEqualTo(bodies(2, 4));
    await().until(() -> progress().instruction() == 1);
  }

  @Test
  void it_waits_while_it_is_paused_and_goes_on() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    change(s -> s.with(SubscriptionState.PAUSED));
    start();
    publish("t", "m0", "m1");
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(store.queueStore().lastSequence(QUEUE)).contains(0L));

    change(s -> s.with(SubscriptionState.ACTIVE));

    assertThat(awaitDrained(2)).isEqualTo(bodies(0, 2));
  }

  @Test
  void it_waits_for_a_queue_that_is_gone_and_goes_on_when_there_is_one() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    start();
    publish(3);
    assertThat(awaitDrained(3)).isEqualTo(bodies(0, 3));
    awaitFloor(4);
    store.queueCatalog().delete(QUEUE);
    publish("t", "m3", "m4");
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(progress().floor()).isEqualTo(4));

    createQueue(1_000_000);

    assertThat(awaitDrained(2)).isEqualTo(bodies(3, 5));
  }

  @Test
  void what_is_too_large_for_the_queue_is_a_dead_letter() {
    createQueue(8);
    subscribe(SubjectFilter.ALL);
    start();

    publish("t", "m0", "far too large", "m2");

    assertThat(awaitDrained(2)).containsExactly("m0", "m2");
    await().until(() -> deadLetters().size() == 1);
    assertThat(deadLetters().getFirst().message().sequence()).isEqualTo(2);
    assertThat(deadLetters().getFirst().reason().text()).isEqualTo("too_large");
  }

  @Test
  void nothing_behind_what_is_too_large_goes_on_before_its_letter_is_kept() {
    createQueue(8);
    subscribe(SubjectFilter.ALL);
    var outage = new OutageOfSaves(store.deliveries());
    start(outage);

    publish("t", "m0", "far too large", "m2");

    assertThat(awaitDrained(1)).containsExactly("m0");
    await().until(() -> outage.failed.get() > 1);
    assertThat(receive()).isEmpty();
    outage.isOut = false;
    assertThat(awaitDrained(1)).containsExactly("m2");
    assertThat(deadLetters()).hasSize(1);
  }

  @Test
  void a_subscription_that_is_deleted_leaves_no_mark() {
    createQueue(1_000_000);
    subscribe(SubjectFilter.ALL);
    start();
    publish(3);
    assertThat(awaitDrained(3)).hasSize(3);

    store.subscriptions().delete(TENANT, REF.id());

    var source = new SourceId(REF.id().value() + "-0");
    await()
        .until(
            () ->
                store
                    .queueStore()
                    .forward(QUEUE, source, List.of())
                    .equals(new QueueStore.Forwarded(0)));
  }
}
