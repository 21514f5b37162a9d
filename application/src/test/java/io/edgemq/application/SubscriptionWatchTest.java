package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes over one store: what one of them does to a subscription reaches the streams that
/// the other one serves.
@Timeout(30)
final class SubscriptionWatchTest {
  private static final Admission ADMISSION = new Admission(new Access(), _ -> Limits.DEFAULT);
  private static final TopicName TOPIC = new TopicName("t");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final OpenCalls calls =
      new OpenCalls(new Access(), TestKeys.with(store.keys(), demo), clock);
  private final Streams here = streams();
  private final Subscriptions elsewhere =
      new Subscriptions(
          new SubscriptionStores(
              store.subscriptions(),
              store.topicLog(),
              store.deliveries(),
              store.deadLetters(),
              new QueueTargets(store.queueCatalog(), store.queueStore())),
          streams(),
          new SubscriptionTools(
              new Access(),
              () -> "%024d".formatted(1),
              byte[]::new,
              clock,
              TestEvents.over(store, clock),
              new FakeWebhooks(),
              new FakeEvents()));
  private final SubscriptionWatch watch = new SubscriptionWatch(store.subscriptions(), here);

  private Streams streams() {
    return new Streams(
        new Access(),
        store.subscriptions(),
        store.topicLog(),
        new Streams.Tools(100, new NoTraffic(), clock, new Random(1), calls));
  }

  @BeforeEach
  void watch() {
    watch.start();
    new Topics(ADMISSION, store.topicCatalog(), store.topicLog(), clock)
        .create(demo, TOPIC, TopicConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    watch.close();
    store.close();
  }

  private SubscriptionId subscribed() {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC,
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    return value(elsewhere.create(demo, Wish.of(config))).thing().id();
  }

  private MessageStream open(SubscriptionId id) {
    return value(here.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())));
  }

  private void publish() {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[] {1}));
    new Publishing(ADMISSION, store.topicLog(), new NoTraffic())
        .publish(demo, TOPIC, new NewTopicMessage(new Subject("t"), content, null));
  }

  private static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(var refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  /// Reads on until an item is as wanted.
  private static StreamItem await(MessageStream stream, Predicate<StreamItem> wanted)
      throws InterruptedException {
    while (true) {
      for (var item : stream.next(LONG)) {
        if (wanted.test(item)) {
          return item;
        }
      }
    }
  }

  private static Predicate<StreamItem> message(long sequence) {
    return item ->
        item instanceof StreamItem.Event(var shared) && shared.message().sequence() == sequence;
  }

  @Test
  void a_replay_elsewhere_takes_streams_back() throws Exception {
    var id = subscribed();
    try (var stream = open(id)) {
      publish();
      publish();
      await(stream, message(2));

      elsewhere.replay(demo, id, Start.EARLIEST);

      assertThat(await(stream, message(1))).isNotNull();
    }
  }

  @Test
  void a_second_replay_to_the_same_start_takes_streams_back_again() throws Exception {
    var id = subscribed();
    try (var stream = open(id)) {
      publish();
      await(stream, message(1));
      elsewhere.replay(demo, id, Start.EARLIEST);
      await(stream, message(1));

      elsewhere.replay(demo, id, Start.EARLIEST);

      assertThat(await(stream, message(1))).isNotNull();
    }
  }

  @Test
  void a_removal_elsewhere_ends_streams() throws Exception {
    var id = subscribed();
    try (var stream = open(id)) {
      elsewhere.delete(demo, id);

      assertThat(await(stream, StreamItem.Closed.class::isInstance))
          .isInstanceOfSatisfying(
              StreamItem.Closed.class,
              closed -> assertThat(closed.reason()).isEqualTo(StreamItem.Reason.DELETED));
    }
  }

  @Test
  void a_pause_elsewhere_silences_streams_until_it_is_resumed() throws Exception {
    var id = subscribed();
    try (var stream = open(id)) {
      elsewhere.pause(demo, id);
      awaitSilence(stream);

      elsewhere.resume(demo, id);

      assertThat(stream.next(LONG)).isNotEmpty();
    }
  }

  /// Publishes until the stream does not pass it on any more.
  private void awaitSilence(MessageStream stream) throws InterruptedException {
    do {
      publish();
    } while (!stream.next(Duration.ofMillis(100)).isEmpty());
  }
}
