package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.Settlement;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.PushTraffic;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {
  private static final TenantId TENANT = new TenantId("demo");
  private static final TopicRef TOPIC = new TopicRef(TENANT, new TopicName("t"));
  private static final SubscriptionRef REF =
      new SubscriptionRef(TENANT, new SubscriptionId("sub_" + "0".repeat(24)));

  private final MemoryStore store = new MemoryStore(StoreTime.of(InstantSource.system()));
  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final List<Deliveries> opened = new ArrayList<>();

  @BeforeEach
  void createTopic() {
    store
        .topicCatalog()
        .create(TENANT, new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
  }

  @AfterEach
  void close() {
    opened.forEach(Deliveries::close);
  }

  private Deliveries start() {
    var tools =
        new DeliveryTools(
            new Access(),
            new SubscriptionStores(
                store.subscriptions(), store.topicLog(), store.deliveries(), store.deadLetters()),
            endpoint,
            new NoPushTraffic(),
            InstantSource.system(),
            new Random(7));
    var deliveries = new Deliveries(tools, new OwnerId("owner" + opened.size()));
    opened.add(deliveries);
    deliveries.start();
    return deliveries;
  }

  private static PushConfig push(int maxInFlight, Ordering ordering) {
    return new PushConfig(
        WebhookUrl.parse("http://127.0.0.1:9/").orElseThrow(),
        Map.of(),
        maxInFlight,
        OptionalDouble.empty(),
        PushConfig.DEFAULT_TIMEOUT,
        Set.of(SignatureScheme.values()),
        ordering);
  }

  private void subscribe(PushConfig push, int maxDeliver, SubjectFilter filter) {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            filter,
            new DeliveryType.HttpPush(push),
            Start.LATEST,
            new DeliveryPolicy(Duration.ofSeconds(25), maxDeliver));
    var secrets = SigningSecrets.of(new SigningSecret("topsecret", SigningSecret.Origin.GIVEN));
    var created =
        store
            .subscriptions()
            .create(
                TENANT,
                Subscription.active(
                    REF.id(), config, Instant.EPOCH, Optional.of(new PushState(secrets, 1, 0))));
    assertThat(created).isInstanceOf(SubscriptionStore.Created.class);
  }

  private void subscribe() {
    subscribe(push(16, Ordering.NONE), 10, SubjectFilter.ALL);
  }

  private Subscription current() {
    return store.subscriptions().find(TENANT, REF.id()).orElseThrow();
  }

  private void change(UnaryOperator<Subscription> change) {
    store.subscriptions().update(TENANT, current(), change.apply(current()));
  }

  private void publish(String subject, String... bodies) {
    for (var body : bodies) {
      var content = new Content("text/plain", Attributes.NONE, new Payload(body.getBytes(UTF_8)));
      var message = new NewTopicMessage(new Subject(subject), content, null);
      assertThat(store.topicLog().append(TOPIC, List.of(message)))
          .isInstanceOf(TopicLog.Appended.class);
    }
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      publish("t", "m" + i);
    }
  }

  private DeliveryProgress progress() {
    return store.deliveries().read(LaneRef.of(REF)).orElseThrow();
  }

  private List<DeadLetter> deadLetters() {
    return store.deadLetters().list(REF, 0, 100);
  }

  private void awaitFloor(long floor) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::floor),
            Optional.of(floor)::equals);
  }

  @Test
  void every_message_is_delivered_and_settled() {
    subscribe();
    start();

    publish(100);

    awaitFloor(101);
    assertThat(endpoint.sequences())
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(progress().inFlight()).isZero();
  }

  @Test
  void what_was_published_before_the_start_is_delivered_too() {
    subscribe();
    publish(20);

    start();

    awaitFloor(21);
    assertThat(endpoint.received).hasSize(20);
  }

  @Test
  void only_what_the_pattern_matches_is_delivered() {
    subscribe(push(16, Ordering.NONE), 10, new SubjectFilter.Matching(new Pattern("t.eu.*")));
    start();

    publish("t.us.a", "no");
    publish("t.eu.a", "yes");

    awaitFloor(3);
    assertThat(endpoint.bodies()).containsExactly("yes");
  }

  @Test
  void a_transient_failure_is_tried_again_after_a_second() {
    endpoint.behaviour = came -> status(came.attempt() == 1 ? 503 : 200);
    subscribe();
    start();

    publish(1);

    awaitFloor(2);
    assertThat(endpoint.received).extracting(FakeEndpoint.Received::attempt).containsExactly(1, 2);
  }

  @Test
  void a_refused_message_is_a_dead_letter_and_a_redrive_delivers_it() {
    endpoint.behaviour = _ -> status(422);
    subscribe();
    start();
    publish(2);
    awaitFloor(3);
    var dead = deadLetters();
    endpoint.behaviour = _ -> status(200);

    long moved = store.deadLetters().redrive(REF, new DeadLetterStore.Sequences(Set.of(2L)));
    change(s -> s.pushing(PushState::redriven));

    await().until(() -> endpoint.received.size() == 3);
    await().until(() -> store.deadLetters().redriven(REF, 1, 10).isEmpty());
    assertThat(dead)
        .extracting(letter -> letter.reason().text())
        .containsExactly("status_422", "status_422");
    assertThat(moved).isEqualTo(1);
    assertThat(endpoint.received.getLast().sequence()).isEqualTo(2);
    assertThat(endpoint.received.getLast().attempt()).isEqualTo(1);
    assertThat(deadLetters()).extracting(d -> d.message().sequence()).containsExactly(1L);
    assertThat(progress().floor()).isEqualTo(3);
  }

  @Test
  void a_redriven_message_that_fails_again_is_a_dead_letter_once() {
    endpoint.behaviour = _ -> status(422);
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    store.deadLetters().redrive(REF, new DeadLetterStore.All());
    change(s -> s.pushing(PushState::redriven));

    await().until(() -> endpoint.received.size() == 2);
    await().until(() -> deadLetters().size() == 1);
    assertThat(store.deadLetters().redriven(REF, 1, 10)).isEmpty();
  }

  @Test
  void a_message_without_attempts_left_is_a_dead_letter() {
    endpoint.behaviour = _ -> new Answer.Failed(FailureClass.CONNECT, "refused");
    subscribe(push(16, Ordering.NONE), 2, SubjectFilter.ALL);
    start();

    publish(1);

    awaitFloor(2);
    assertThat(deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(new Settlement.Reason.MaxDeliver());
              assertThat(letter.attempts()).isEqualTo(2);
              assertThat(letter.lastStatus()).isEmpty();
            });
  }

  @Test
  void an_endpoint_that_is_gone_disables_the_subscription_and_resuming_loses_nothing() {
    endpoint.behaviour = came -> status(came.sequence() == 1 ? 410 : 200);
    subscribe(push(1, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(1);
    await().until(() -> current().state() == SubscriptionState.DISABLED);
    publish(5);

    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(7);
    assertThat(endpoint.received).hasSize(6);
    assertThat(deadLetters()).extracting(d -> d.reason().text()).containsExactly("status_410");
  }

  @Test
  void nothing_is_sent_while_it_is_paused_and_nothing_is_lost() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);
    change(s -> s.with(SubscriptionState.PAUSED));
    publish(3);
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(endpoint.received).hasSize(1));

    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(5);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  @Test
  void a_replay_delivers_again_from_where_it_says() {
    subscribe();
    start();
    publish(4);
    awaitFloor(5);

    change(s -> s.goingTo(3));

    await().until(() -> endpoint.received.size() == 6);
    assertThat(endpoint.sequences().subList(4, 6)).containsExactlyInAnyOrder(3L, 4L);
    await().until(() -> progress().instruction() == 1);
  }

  @Test
  void answers_to_what_was_sent_before_a_replay_settle_nothing() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = came -> release.getCount() > 0 ? refusedLate(release) : status(200);
    subscribe(push(2, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(2);
    await().until(() -> endpoint.received.size() == 2);

    change(s -> s.goingTo(1));
    await()
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::instruction),
            Optional.of(1L)::equals);
    release.countDown();

    awaitFloor(3);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(1L, 2L, 1L, 2L);
    assertThat(deadLetters()).isEmpty();
  }

  private static Answer refusedLate(CountDownLatch release) {
    var unused = held(release);
    return status(404);
  }

  @Test
  void what_the_topic_dropped_meanwhile_is_counted_and_the_rest_is_delivered() {
    subscribe();
    change(s -> s.with(SubscriptionState.PAUSED));
    start();
    publish(10);

    keepOnly(4);
    change(s -> s.with(SubscriptionState.ACTIVE));

    awaitFloor(11);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(7L, 8L, 9L, 10L);
    assertThat(progress().expired()).isEqualTo(6);
  }

  private void keepOnly(long messages) {
    var topic = store.topicCatalog().find(TOPIC).orElseThrow();
    var config =
        new TopicConfig(
            topic.config().retention(),
            null,
            messages,
            topic.config().storage(),
            topic.config().placement());
    assertThat(store.topicCatalog().update(TOPIC, topic.config(), config))
        .isInstanceOf(TopicCatalog.Updated.class);
  }

  @Test
  void never_more_are_in_flight_than_allowed() throws Exception {
    var release = new CountDownLatch(1);
    endpoint.behaviour = _ -> held(release);
    subscribe(push(3, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    publish(10);
    await().until(() -> endpoint.received.size() == 3);

    release.countDown();

    awaitFloor(11);
    assertThat(endpoint.mostAtOnce).hasValue(3);
  }

  private static Answer held(CountDownLatch release) {
    try {
      boolean unused = release.await(10, TimeUnit.SECONDS);
      return status(200);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Answer.Failed(FailureClass.RESET, "stopped");
    }
  }

  @Test
  void messages_of_a_subject_come_in_order_one_at_a_time() {
    endpoint.behaviour = came -> status(came.attempt() == 1 && came.sequence() == 1 ? 500 : 200);
    subscribe(push(16, Ordering.SUBJECT), 10, SubjectFilter.ALL);
    start();

    publish("t.a", "1", "2", "3");
    publish("t.b", "4");

    awaitFloor(5);
    assertThat(endpoint.sequences().stream().filter(n -> n != 4)).containsExactly(1L, 1L, 2L, 3L);
  }

  @Test
  void who_takes_over_goes_on_where_the_former_ended() {
    subscribe();
    var first = start();
    publish(10);
    awaitFloor(11);

    first.close();
    publish(10);
    start();

    awaitFloor(21);
    assertThat(endpoint.received).hasSize(20);
  }

  @Test
  void a_subscription_that_is_deleted_is_delivered_no_more() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    store.subscriptions().delete(TENANT, REF.id());

    await().until(() -> endpoint.open.get() == 0);
    assertThat(store.deliveries().read(LaneRef.of(REF))).isEmpty();
  }

  @Test
  void a_url_that_is_changed_gets_the_next_messages() {
    subscribe();
    start();
    publish(1);
    awaitFloor(2);

    change(s -> s.with(movedTo(s.config(), "http://127.0.0.1:10/")));

    await()
        .until(
            () -> {
              publish(1);
              return endpoint.urls.size() == 2;
            });
    assertThat(endpoint.urls).containsExactly("http://127.0.0.1:9/", "http://127.0.0.1:10/");
    await().until(() -> endpoint.open.get() == 1);
  }

  private static SubscriptionConfig movedTo(SubscriptionConfig config, String url) {
    var push = ((DeliveryType.HttpPush) config.delivery()).push();
    return new SubscriptionConfig(
        config.name(),
        config.topic(),
        config.filter(),
        new DeliveryType.HttpPush(
            new PushConfig(
                WebhookUrl.parse(url).orElseThrow(),
                push.headers(),
                push.maxInFlight(),
                push.ratePerSecond(),
                push.timeout(),
                push.signatures(),
                push.ordering())),
        config.start(),
        config.policy());
  }

  /// Counts nothing.
  private static final class NoPushTraffic implements PushTraffic {
    @Override
    public void attempted(TenantId tenant, Answer answer, Settlement settlement, Duration took) {}

    @Override
    public void expired(TenantId tenant, long messages) {}
  }
}
