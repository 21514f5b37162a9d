package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SlowPolicy;
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
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StreamsTest {
  private static final Admission ADMISSION = new Admission(new Access(), _ -> Limits.DEFAULT);
  private static final TopicName TOPIC = new TopicName("t");
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Cursor EARLIEST = new Cursor.From(Start.EARLIEST);

  private final Principal demo = principal(null);
  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final CountingTraffic traffic = new CountingTraffic();
  private final OpenCalls calls =
      new OpenCalls(new Access(), TestKeys.with(store.keys(), demo), clock);
  private final Streams streams = streams(100);
  private final Publishing publishing = new Publishing(ADMISSION, store.topicLog(), traffic);
  private final AtomicInteger ids = new AtomicInteger();
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
              () -> "%024d".formatted(ids.incrementAndGet()),
              byte[]::new,
              clock,
              TestEvents.over(store, clock),
              new FakeWebhooks(),
              new FakeEvents()));

  private static Principal principal(@Nullable Instant expiresAt) {
    return new Principal(
        new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, expiresAt);
  }

  private Streams streams(int most) {
    return new Streams(
        new Access(),
        store.subscriptions(),
        store.topicLog(),
        new Streams.Tools(most, traffic, clock, new Random(1), calls));
  }

  private void makeTopic(@Nullable Long maxMessages) {
    var config =
        new TopicConfig(
            TopicConfig.DEFAULT.retention(),
            null,
            maxMessages,
            TopicConfig.DEFAULT.storage(),
            TopicConfig.DEFAULT.placement());
    new Topics(ADMISSION, store.topicCatalog(), store.topicLog(), clock)
        .create(demo, TOPIC, config);
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      publish("t");
    }
  }

  private void publish(String subject) {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[] {1}));
    publishing.publish(demo, TOPIC, new NewTopicMessage(new Subject(subject), content, null));
  }

  private MessageStream open(Cursor cursor) {
    return value(streams.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(cursor)));
  }

  private static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  private SubscriptionId subscribe(Start start) {
    var config =
        new SubscriptionConfig(
            "s", TOPIC, SubjectFilter.ALL, new DeliveryType.Sse(), start, DeliveryPolicy.DEFAULT);
    return value(subscriptions.create(demo, Wish.of(config))).thing().id();
  }

  /// The next items, at least `count` of them unless the stream falls silent.
  private static List<StreamItem> read(MessageStream stream, int count) throws Exception {
    var items = new ArrayList<StreamItem>();
    while (items.size() < count) {
      var more = stream.next(LONG);
      if (more.isEmpty()) {
        return items;
      }
      more.stream().filter(item -> !(item instanceof StreamItem.Passed)).forEach(items::add);
    }
    return items;
  }

  private static void assertSilent(MessageStream stream, Duration wait) throws Exception {
    assertThat(stream.next(wait)).allMatch(StreamItem.Passed.class::isInstance);
  }

  private static List<Long> sequences(List<StreamItem> items) {
    return items.stream()
        .map(item -> ((StreamItem.Event) item).message().message().sequence())
        .toList();
  }

  private static List<Long> upTo(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void a_reader_sees_what_is_kept_and_then_what_comes_in_order_and_once() throws Exception {
    makeTopic(null);
    publish(500);
    try (var background = Executors.newVirtualThreadPerTaskExecutor();
        var stream = open(EARLIEST)) {
      background.execute(() -> publish(1500));

      assertThat(sequences(read(stream, 2000))).isEqualTo(upTo(1, 2000));
    }
  }

  @Test
  void a_reader_that_does_not_read_keeps_nobody_waiting_and_loses_nothing() throws Exception {
    makeTopic(null);
    try (var slow = open(new Cursor.Default());
        var fast = open(new Cursor.Default())) {
      assertSilent(slow, Duration.ZERO);
      for (int i = 0; i < 30; i++) {
        publish(100);
        assertThat(sequences(read(fast, 100))).isEqualTo(upTo(i * 100L + 1, i * 100L + 100));
      }

      assertThat(sequences(read(slow, 3000))).isEqualTo(upTo(1, 3000));
    }
  }

  @Test
  void only_matching_messages_come() throws Exception {
    makeTopic(null);
    var filter = new SubjectFilter.Matching(new Pattern("t.eu.*"));
    try (var stream = value(streams.ofTopic(demo, TOPIC, filter, StreamWish.at(EARLIEST)))) {
      publish("t.eu.a");
      publish("t.us.a");
      publish("t");
      publish("t.eu.b");

      assertThat(sequences(read(stream, 2))).containsExactly(1L, 4L);
    }
  }

  @Test
  void an_idle_reader_is_told_how_far_it_has_come_once() throws Exception {
    makeTopic(null);
    var filter = new SubjectFilter.Matching(new Pattern("t.eu.*"));
    try (var stream =
        value(streams.ofTopic(demo, TOPIC, filter, StreamWish.at(new Cursor.Default())))) {
      assertThat(stream.next(SHORT)).containsExactly(new StreamItem.Passed(0));
      publish(200);
      publish("t.eu.a");
      assertThat(sequences(read(stream, 1))).containsExactly(201L);
      assertThat(stream.next(SHORT)).isEmpty();

      publish(3);

      awaitPassed(stream, 204);
      assertThat(stream.next(SHORT)).isEmpty();
    }
  }

  /// Reads on until the reader is told that it has passed `sequence`, and nothing else.
  private static void awaitPassed(MessageStream stream, long sequence) throws Exception {
    long passed = -1;
    while (passed < sequence) {
      for (var item : stream.next(SHORT)) {
        passed = ((StreamItem.Passed) item).sequence();
      }
    }
    assertThat(passed).isEqualTo(sequence);
  }

  @Test
  void a_reader_that_catches_up_over_what_it_does_not_want_is_told_at_once() throws Exception {
    makeTopic(null);
    publish(1000);
    var filter = new SubjectFilter.Matching(new Pattern("t.eu.*"));
    try (var stream = value(streams.ofTopic(demo, TOPIC, filter, StreamWish.at(EARLIEST)))) {
      assertThat(stream.next(LONG)).containsExactly(new StreamItem.Passed(1000));
    }
  }

  @Test
  void a_reader_that_wanted_nothing_of_what_was_dropped_is_told_no_gap() throws Exception {
    makeTopic(3L);
    var filter = new SubjectFilter.Matching(new Pattern("t.eu.*"));
    try (var stream = value(streams.ofTopic(demo, TOPIC, filter, StreamWish.at(EARLIEST)))) {
      publish("t.eu.a");
      assertThat(sequences(read(stream, 1))).containsExactly(1L);
      assertSilent(stream, SHORT);
      for (int last = 3; last <= 41; last += 2) {
        publish(2);
        awaitPassed(stream, last);
      }
    }

    try (var again =
        value(streams.ofTopic(demo, TOPIC, filter, StreamWish.at(new Cursor.After(41))))) {
      assertThat(again.next(SHORT)).noneMatch(StreamItem.Gap.class::isInstance);
    }
  }

  @Test
  void a_cursor_older_than_what_is_kept_is_told_the_gap() throws Exception {
    makeTopic(3L);
    publish(10);
    try (var stream = open(new Cursor.After(4))) {
      var items = read(stream, 4);

      assertThat(items.getFirst()).isEqualTo(new StreamItem.Gap(5, 8, 10));
      assertThat(sequences(items.subList(1, 4))).containsExactly(8L, 9L, 10L);
    }
  }

  @Test
  void a_cursor_from_the_future_is_told_so_and_goes_on_at_the_end() throws Exception {
    makeTopic(null);
    publish(2);
    try (var stream = open(new Cursor.After(70))) {
      assertThat(stream.next(LONG)).containsExactly(new StreamItem.Gap(71, 1, 2));
      publish(1);

      assertThat(sequences(read(stream, 1))).containsExactly(3L);
    }
  }

  @Test
  void a_reader_that_is_overtaken_by_retention_is_told_the_gap() throws Exception {
    makeTopic(5L);
    try (var stream = open(EARLIEST)) {
      assertSilent(stream, Duration.ZERO);
      for (int i = 0; i < 40; i++) {
        publish(100);
      }

      long due = 1;
      var items = read(stream, 1);
      while (due <= 4000) {
        for (var item : items) {
          switch (item) {
            case StreamItem.Event(var message) -> {
              assertThat(message.message().sequence()).isEqualTo(due);
              due++;
            }
            case StreamItem.Gap(long requested, long oldest, _) -> {
              assertThat(requested).isEqualTo(due);
              due = oldest;
            }
            case StreamItem.Passed _ -> {}
            case StreamItem.Skipped skipped -> throw new AssertionError(skipped);
            case StreamItem.Written entry -> throw new AssertionError(entry);
            case StreamItem.Closed closed -> throw new AssertionError(closed);
          }
        }
        items = due <= 4000 ? read(stream, 1) : List.of();
      }
      assertThat(due).isEqualTo(4001);
    }
  }

  @Test
  void a_paused_subscription_is_silent_and_goes_on_where_it_stopped() throws Exception {
    makeTopic(null);
    var id = subscribe(Start.LATEST);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      subscriptions.pause(demo, id);
      publish(300);
      assertSilent(stream, Duration.ofMillis(50));

      subscriptions.resume(demo, id);

      assertThat(sequences(read(stream, 300))).isEqualTo(upTo(1, 300));
    }
  }

  @Test
  void a_stream_of_a_paused_subscription_begins_silent() throws Exception {
    makeTopic(null);
    var id = subscribe(Start.EARLIEST);
    subscriptions.pause(demo, id);
    publish(1);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      assertSilent(stream, Duration.ofMillis(50));
    }
  }

  @Test
  void a_replay_takes_open_streams_back() throws Exception {
    makeTopic(null);
    publish(3);
    var id = subscribe(Start.LATEST);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      publish(1);
      assertThat(sequences(read(stream, 1))).containsExactly(4L);

      subscriptions.replay(demo, id, new Start.AtSequence(2));

      assertThat(sequences(read(stream, 3))).containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void a_deleted_subscription_closes_its_streams() throws Exception {
    makeTopic(null);
    var id = subscribe(Start.LATEST);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      subscriptions.delete(demo, id);

      assertThat(stream.next(LONG))
          .singleElement()
          .matches(
              item ->
                  item instanceof StreamItem.Closed(var reason, _)
                      && reason == StreamItem.Reason.DELETED);
    }
  }

  @Test
  void a_deleted_topic_closes_the_streams_of_a_paused_subscription() throws Exception {
    makeTopic(null);
    var id = subscribe(Start.LATEST);
    subscriptions.pause(demo, id);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      assertSilent(stream, Duration.ZERO);
      new Topics(ADMISSION, store.topicCatalog(), store.topicLog(), clock).delete(demo, TOPIC);

      assertThat(stream.next(LONG)).singleElement().isInstanceOf(StreamItem.Closed.class);
    }
  }

  @Test
  void a_deleted_topic_closes_its_streams() throws Exception {
    makeTopic(null);
    publish(1);
    try (var stream = open(EARLIEST)) {
      read(stream, 1);
      assertSilent(stream, Duration.ZERO);
      new Topics(ADMISSION, store.topicCatalog(), store.topicLog(), clock).delete(demo, TOPIC);

      assertThat(stream.next(LONG)).singleElement().isInstanceOf(StreamItem.Closed.class);
    }
  }

  @Test
  void draining_tells_every_reader_to_come_again_at_a_time_of_its_own() throws Exception {
    makeTopic(null);
    var delays = new ArrayList<Duration>();
    try (var first = open(new Cursor.Default());
        var second = open(new Cursor.Default())) {
      streams.drain(StreamDrain.within(Duration.ofSeconds(10)));

      for (var stream : List.of(first, second)) {
        var closed = (StreamItem.Closed) stream.next(LONG).getFirst();
        assertThat(closed.reason()).isEqualTo(StreamItem.Reason.SHUTDOWN);
        assertThat(stream.next(Duration.ZERO)).isEmpty();
        delays.add(closed.retryAfter());
      }
      assertThat(delays).doesNotHaveDuplicates().allMatch(each -> each.isPositive());
      assertThat(streams.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(EARLIEST)))
          .isEqualTo(Outcome.refused(new Refusal.Draining()));
    }
  }

  @Test
  void there_are_as_many_streams_as_the_limit_allows() {
    makeTopic(null);
    var one = streams(1);
    var only = value(one.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(EARLIEST)));

    assertThat(one.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(EARLIEST)))
        .isEqualTo(Outcome.refused(new Refusal.TooManyStreams(1)));

    only.close();
    assertThat(one.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(EARLIEST)))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_stream_ends_with_its_credential() throws Exception {
    makeTopic(null);
    var soon = principal(clock.instant().plusMillis(50));
    try (var stream =
        value(streams.ofTopic(soon, TOPIC, SubjectFilter.ALL, StreamWish.at(EARLIEST)))) {
      assertThat(stream.next(LONG))
          .singleElement()
          .matches(
              item ->
                  item instanceof StreamItem.Closed(var reason, _)
                      && reason == StreamItem.Reason.EXPIRED);
    }
  }

  @Test
  void a_closed_stream_is_forgotten_however_often_it_is_closed() {
    makeTopic(null);
    var stream = open(EARLIEST);

    stream.close();
    stream.close();

    assertThat(streams.count()).isZero();
    assertThat(traffic.streams.get()).isZero();
  }

  @Test
  void a_subscription_tells_its_streams_and_how_far_behind_they_are() {
    makeTopic(null);
    publish(5);
    var id = subscribe(Start.EARLIEST);
    try (var stream =
        value(streams.ofSubscription(demo, id, StreamWish.at(new Cursor.Default())))) {
      assertThat(stream).isNotNull();

      var description = value(subscriptions.describe(demo, id));

      assertThat(description.streams()).isEqualTo(1);
      assertThat(description.lag()).isEqualTo(new Lag(5, false));
    }
    assertThat(value(subscriptions.list(demo, new Paging(null, 10))).items()).hasSize(1);
  }

  /// Counts open streams.
  private static final class CountingTraffic implements Traffic {
    private final AtomicInteger streams = new AtomicInteger();

    @Override
    public void stored(Channel channel, TenantId tenant, int messages, long bytes) {}

    @Override
    public void delivered(Channel channel, TenantId tenant, int messages, long bytes) {}

    @Override
    public void streamOpened(TenantId tenant) {
      streams.incrementAndGet();
    }

    @Override
    public void fellBehind(SlowPolicy policy) {}

    @Override
    public void streamClosed(TenantId tenant) {
      streams.decrementAndGet();
    }
  }
}
