package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The use cases of subscriptions that push, over a store in memory.
abstract class PushFixture {
  static final TopicName TOPIC = new TopicName("orders");
  static final Instant START = Instant.parse("2025-11-21T08:00:00Z");

  final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  Instant now = START;
  final MemoryStore store = new MemoryStore(StoreTime.of(() -> now));
  final FakeWebhooks webhooks = new FakeWebhooks();
  final SubscriptionStores stores =
      new SubscriptionStores(
          store.subscriptions(),
          store.topicLog(),
          store.deliveries(),
          store.deadLetters(),
          new QueueTargets(store.queueCatalog(), store.queueStore()));
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger randoms = new AtomicInteger();
  final SubscriptionEvents events = TestEvents.over(store, () -> now);
  final SubscriptionTools tools =
      new SubscriptionTools(
          new Access(),
          () -> "%024d".formatted(ids.incrementAndGet()),
          count -> bytes(count, randoms.incrementAndGet()),
          () -> now,
          events,
          webhooks,
          new FakeEvents());
  final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(
              10,
              new NoTraffic(),
              () -> now,
              new Random(1),
              new OpenCalls(new Access(), store.keys(), () -> now)));
  final Subscriptions subscriptions = new Subscriptions(stores, streams, tools);

  private static byte[] bytes(int count, int seed) {
    var bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void makeTheTopic() {
    new Topics(
            new Admission(new Access(), _ -> Limits.DEFAULT),
            store.topicCatalog(),
            store.topicLog(),
            () -> now)
        .create(demo, TOPIC, TopicConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    events.close();
    store.close();
  }

  void publish(int count) {
    var publishing =
        new Publishing(
            new Admission(new Access(), _ -> Limits.DEFAULT), store.topicLog(), new NoTraffic());
    for (int i = 0; i < count; i++) {
      var content = new Content("text/plain", Attributes.NONE, new Payload("m".getBytes(UTF_8)));
      publishing.publish(demo, TOPIC, new NewTopicMessage(new Subject("orders.eu"), content, null));
    }
  }

  static PushConfig push(String url) {
    return new PushConfig(
        WebhookUrl.parse(url).orElseThrow(),
        Map.of(),
        PushConfig.DEFAULT_IN_FLIGHT,
        OptionalDouble.empty(),
        PushConfig.DEFAULT_TIMEOUT,
        EnumSet.allOf(SignatureScheme.class),
        Ordering.NONE,
        PushConfig.DEFAULT_LANES,
        BodyFormat.RAW);
  }

  static SubscriptionConfig config(String name, Start start) {
    return config(name, start, new DeliveryType.HttpPush(push("https://hooks.example/in")));
  }

  static SubscriptionConfig config(String name, Start start, DeliveryType delivery) {
    return new SubscriptionConfig(
        name, TOPIC, SubjectFilter.ALL, delivery, start, DeliveryPolicy.DEFAULT);
  }

  static Wish wish(Start start) {
    return new Wish(config("s", start), new Unsaid());
  }

  static Wish wish(Start start, String secret) {
    return new Wish(config("s", start), new Given(given(secret)));
  }

  static SigningSecret given(String text) {
    return new SigningSecret(text, SigningSecret.Origin.GIVEN);
  }

  /// A new subscription that pushes what is published from now on.
  Subscription pushing() {
    return value(subscriptions.create(demo, wish(Start.LATEST))).thing();
  }

  /// A new subscription that is streamed.
  Subscription streaming() {
    var config = config("streamed", Start.LATEST, new DeliveryType.Sse());
    return value(subscriptions.create(demo, Wish.of(config))).thing();
  }

  SubscriptionRef ref(SubscriptionId id) {
    return new SubscriptionRef(demo.tenant(), id);
  }

  Subscription stored(SubscriptionId id) {
    return store.subscriptions().find(demo.tenant(), id).orElseThrow();
  }

  /// Saves as the one does that delivers.
  void save(SubscriptionId id, DeliveryProgress progress, List<DeadLetter> dead) {
    var owner = new OwnerId("owner");
    store.deliveries().alive(owner);
    switch (store.deliveries().claim(LaneRef.of(ref(id)), owner)) {
      case DeliveryStore.Claimed(var claim, _) ->
          store.deliveries().release(claim, new DeliveryStore.Settled(progress, dead, List.of()));
      case DeliveryStore.Owned(var by) -> throw new AssertionError("owned by " + by);
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  static Refusal refusal(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?>(var value) -> throw new AssertionError("not refused: " + value);
      case Outcome.Refused<?>(var refusal) -> refusal;
    };
  }
}
