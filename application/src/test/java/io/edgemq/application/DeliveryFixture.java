package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Ordering;
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
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.PushTraffic;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A subscription that pushes, a store in memory, and an endpoint that answers as a test says.
abstract class DeliveryFixture {
  static final TenantId TENANT = new TenantId("demo");
  static final TopicRef TOPIC = new TopicRef(TENANT, new TopicName("t"));
  static final SubscriptionRef REF =
      new SubscriptionRef(TENANT, new SubscriptionId("sub_" + "0".repeat(24)));

  final MemoryStore store = new MemoryStore(StoreTime.of(InstantSource.system()));
  final FakeEndpoint endpoint = new FakeEndpoint();
  final FakeAttempts attempts = new FakeAttempts();

  /// What a test that changes it starts with.
  Access access = new Access();

  /// As [#access].
  FlightBudget budget = new FlightBudget(64 << 20);

  private final List<Deliveries> opened = new ArrayList<>();

  /// How far the clock of deliveries is ahead of the store's.
  volatile Duration ahead = Duration.ZERO;

  final InstantSource clock = () -> Instant.now().plus(ahead);
  final SubscriptionEvents events = TestEvents.over(store, clock);

  @BeforeEach
  void createTopic() {
    store
        .topicCatalog()
        .create(TENANT, new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
  }

  @AfterEach
  void close() {
    opened.forEach(Deliveries::close);
    events.close();
  }

  /// What the tenant may have; nothing is bounded when a test does not say so.
  TenantQuotas quotas = TenantQuotas.none();

  Deliveries start() {
    return start(store.deliveries());
  }

  Deliveries start(DeliveryStore progress) {
    var tools =
        new DeliveryTools(
            access,
            new SubscriptionStores(
                store.subscriptions(),
                store.topicLog(),
                progress,
                store.deadLetters(),
                new QueueTargets(store.queueCatalog(), store.queueStore())),
            endpoint,
            new FakeEvents(),
            budget,
            new NoPushTraffic(),
            events,
            attempts,
            clock,
            new Random(7),
            quotas);
    var deliveries = new Deliveries(tools, new OwnerId("owner" + opened.size()));
    opened.add(deliveries);
    deliveries.start();
    return deliveries;
  }

  static PushConfig push(int maxInFlight, Ordering ordering) {
    return new PushConfig(
        WebhookUrl.parse("http://127.0.0.1:9/").orElseThrow(),
        Map.of(),
        maxInFlight,
        OptionalDouble.empty(),
        PushConfig.DEFAULT_TIMEOUT,
        Set.of(SignatureScheme.values()),
        ordering,
        PushConfig.DEFAULT_LANES,
        BodyFormat.RAW);
  }

  void subscribe(PushConfig push, int maxDeliver, SubjectFilter filter) {
    subscribe(TOPIC.name(), push, maxDeliver, filter);
  }

  void subscribe(TopicName topic, PushConfig push, int maxDeliver, SubjectFilter filter) {
    var config =
        new SubscriptionConfig(
            "s",
            topic,
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

  void subscribe() {
    subscribe(push(16, Ordering.NONE), 10, SubjectFilter.ALL);
  }

  Subscription current() {
    return store.subscriptions().find(TENANT, REF.id()).orElseThrow();
  }

  void change(UnaryOperator<Subscription> change) {
    store.subscriptions().update(TENANT, current(), change.apply(current()));
  }

  void publish(String subject, String... bodies) {
    for (var body : bodies) {
      var content = new Content("text/plain", Attributes.NONE, new Payload(body.getBytes(UTF_8)));
      var message = new NewTopicMessage(new Subject(subject), content, null);
      assertThat(store.topicLog().append(TOPIC, List.of(message)))
          .isInstanceOf(TopicLog.Appended.class);
    }
  }

  void publish(int count) {
    for (int i = 0; i < count; i++) {
      publish("t", "m" + i);
    }
  }

  DeliveryProgress progress() {
    return store.deliveries().read(LaneRef.of(REF)).orElseThrow();
  }

  List<DeadLetter> deadLetters() {
    return store.deadLetters().list(REF, 0, 100);
  }

  void awaitFloor(long floor) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> store.deliveries().read(LaneRef.of(REF)).map(DeliveryProgress::floor),
            Optional.of(floor)::equals);
  }

  /// Counts nothing.
  private static final class NoPushTraffic implements PushTraffic {
    @Override
    public void attempted(TenantId tenant, Answer answer, Settlement settlement, Duration took) {}

    @Override
    public void expired(TenantId tenant, long messages) {}

    @Override
    public void forwarded(TenantId tenant, long messages) {}

    @Override
    public void saved(Duration took) {}

    @Override
    public void unlogged(long attempts) {}
  }

  static Answer held(CountDownLatch release) {
    try {
      boolean unused = release.await(10, TimeUnit.SECONDS);
      return status(200);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Answer.Failed(FailureClass.RESET, "stopped");
    }
  }
}
