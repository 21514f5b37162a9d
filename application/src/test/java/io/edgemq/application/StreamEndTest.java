package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.SubscriptionStore;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams that end, or move, while they are busy.
@Timeout(60)
final class StreamEndTest {
  private static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("t"));
  private static final Principal DEMO =
      new Principal(TOPIC.tenant(), new Principal.Key("key"), Scopes.EVERYTHING, null);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Cursor EARLIEST = new Cursor.From(Start.EARLIEST);

  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final OpenCalls calls =
      new OpenCalls(new Access(), TestKeys.with(store.keys(), DEMO), clock);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger finds = new AtomicInteger();
  private int failingFind = Integer.MAX_VALUE;
  private Runnable reading = () -> {};
  private final Streams streams =
      new Streams(
          new Access(),
          flaky(store.subscriptions()),
          TopicLogProbe.on(store.topicLog(), this::called),
          new Streams.Tools(10, new NoTraffic(), clock, new Random(1), calls));
  private final Subscriptions subscriptions =
      new Subscriptions(
          new SubscriptionStores(
              store.subscriptions(),
              store.topicLog(),
              store.deliveries(),
              store.deadLetters(),
              new QueueTargets(store.queueCatalog(), store.queueStore())),
          streams,
          new SubscriptionTools(
              new Access(),
              () -> "0".repeat(24),
              byte[]::new,
              clock,
              TestEvents.over(store, clock),
              new FakeWebhooks(),
              new FakeEvents()));

  private void called(Method method, Object[] arguments) {
    if (method.getName().equals("read")) {
      reads.incrementAndGet();
      reading.run();
    }
  }

  /// Subscriptions of which one cannot be found: when it is looked for the given time.
  private SubscriptionStore flaky(SubscriptionStore inner) {
    return (SubscriptionStore)
        Proxy.newProxyInstance(
            SubscriptionStore.class.getClassLoader(),
            new Class<?>[] {SubscriptionStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("find") && finds.incrementAndGet() == failingFind) {
                throw new StoreException.Unavailable("out", new IllegalStateException());
              }
              return method.invoke(inner, arguments);
            });
  }

  @BeforeEach
  void makeTopic() {
    make(TopicConfig.DEFAULT);
  }

  private void make(TopicConfig config) {
    store.topicCatalog().create(TOPIC.tenant(), new Topic(TOPIC.name(), config, Instant.EPOCH));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void publish(String subject, int count) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[100]));
    for (int i = 0; i < count; i++) {
      store
          .topicLog()
          .append(TOPIC, List.of(new NewTopicMessage(new Subject(subject), content, null)));
    }
  }

  private static <T> T value(Outcome<T> outcome) {
    return ((Outcome.Done<T>) outcome).value();
  }

  private MessageStream open(Principal who) {
    var rare = new SubjectFilter.Matching(new Pattern("t.rare"));
    return value(streams.ofTopic(who, TOPIC.name(), rare, StreamWish.at(EARLIEST)));
  }

  private static StreamItem.Reason reason(List<StreamItem> items) {
    assertThat(items).hasSize(1);
    return ((StreamItem.Closed) items.getFirst()).reason();
  }

  @Test
  void a_stream_whose_key_is_revoked_while_it_reads_the_log_gets_nothing_more() throws Exception {
    publish("t.rare", 2000);
    try (var stream = open(DEMO)) {
      reading = () -> ((LiveStream) stream).end(new Refusal.KeyRevoked());

      assertThat(reason(stream.next(LONG))).isEqualTo(StreamItem.Reason.REVOKED);
      assertThat(reads).hasValue(1);
    }
  }

  @Test
  void a_stream_that_looks_through_a_long_log_ends_when_it_is_drained() throws Exception {
    publish("t.other", 30_000);
    try (var stream = open(DEMO)) {
      reading = () -> streams.drain(StreamDrain.within(Duration.ZERO));

      assertThat(reason(stream.next(LONG))).isEqualTo(StreamItem.Reason.SHUTDOWN);
      assertThat(reads).hasValue(1);
    }
  }

  @Test
  void a_stream_whose_key_expires_while_it_reads_the_log_gets_nothing_more() throws Exception {
    publish("t.rare", 2000);
    var expiry = clock.instant().plusMillis(200);
    var soon = new Principal(TOPIC.tenant(), new Principal.Key("soon"), Scopes.EVERYTHING, expiry);
    TestKeys.with(store.keys(), soon);
    try (var stream = open(soon)) {
      reading = () -> awaitInstant(expiry);

      assertThat(reason(stream.next(LONG))).isEqualTo(StreamItem.Reason.EXPIRED);
    }
  }

  @Test
  void a_reader_that_is_interrupted_while_it_reads_the_log_is_not_told_of_an_outage() {
    publish("t.rare", 1);
    try (var stream = open(DEMO)) {
      reading =
          () -> {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", new InterruptedException());
          };

      assertThatThrownBy(() -> stream.next(LONG)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  private void awaitInstant(Instant instant) {
    while (clock.instant().isBefore(instant)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_paused_reader_passes_no_gap_that_it_was_not_told() throws Exception {
    store.topicCatalog().delete(TOPIC);
    make(
        new TopicConfig(
            TopicConfig.DEFAULT.retention(),
            null,
            3L,
            TopicConfig.DEFAULT.storage(),
            TopicConfig.DEFAULT.placement()));
    publish("t", 10);
    var id = subscribe();
    try (var stream =
        value(streams.ofSubscription(DEMO, id, StreamWish.at(new Cursor.Default())))) {
      stream.next(SHORT);
      subscriptions.pause(DEMO, id);
      subscriptions.replay(DEMO, id, new Start.AtSequence(4));

      assertThat(stream.next(SHORT)).isEmpty();

      subscriptions.resume(DEMO, id);
      assertThat(stream.next(LONG).getFirst()).isEqualTo(new StreamItem.Gap(4, 8, 10));
    }
  }

  private io.edgemq.domain.SubscriptionId subscribe() {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    return value(subscriptions.create(DEMO, Wish.of(config))).thing().id();
  }

  @Test
  void a_stream_whose_subscription_cannot_be_read_again_is_not_left_open() {
    var id = subscribe();
    finds.set(0);
    failingFind = 2;

    assertThatThrownBy(() -> streams.ofSubscription(DEMO, id, StreamWish.at(new Cursor.Default())))
        .isInstanceOf(StoreException.class);

    assertThat(streams.count()).isZero();
  }
}
