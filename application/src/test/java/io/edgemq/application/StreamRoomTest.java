package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What streams have in memory for readers that do not read.
@Timeout(60)
final class StreamRoomTest {
  private static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("t"));
  private static final Principal DEMO =
      new Principal(TOPIC.tenant(), new Principal.Key("key"), Scopes.EVERYTHING, null);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int LARGE = 100_000;

  private final MemoryStore store = new MemoryStore(StoreTime.steady(InstantSource.system()));
  private final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(
              1000,
              new NoTraffic(),
              InstantSource.system(),
              new Random(1),
              new OpenCalls(
                  new Access(), TestKeys.with(store.keys(), DEMO), InstantSource.system())));
  private final List<MessageStream> open = new ArrayList<>();
  private final CountedRoom room = new CountedRoom(4 * LARGE, LONG);

  @BeforeEach
  void makeTopic() {
    store
        .topicCatalog()
        .create(TOPIC.tenant(), new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
  }

  @AfterEach
  void everything_is_given_back() {
    open.forEach(MessageStream::close);
    assertThat(room.taken()).isZero();
    store.close();
  }

  private void publish(int count, int bytes) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[bytes]));
    for (int i = 0; i < count; i++) {
      store.topicLog().append(TOPIC, List.of(new NewTopicMessage(new Subject("t"), content, null)));
    }
  }

  private MessageStream open(Start start) {
    var opened =
        streams.ofTopic(
            DEMO, TOPIC.name(), SubjectFilter.ALL, StreamWish.at(new Cursor.From(start)));
    var stream = ((Outcome.Done<MessageStream>) opened).value();
    stream.keepIn(room);
    open.add(stream);
    return stream;
  }

  private static List<Long> sequences(List<StreamItem> items) {
    return items.stream()
        .filter(StreamItem.Event.class::isInstance)
        .map(item -> ((StreamItem.Event) item).message().message().sequence())
        .toList();
  }

  private static List<Long> read(MessageStream stream, int count) throws InterruptedException {
    var all = new ArrayList<Long>();
    while (all.size() < count) {
      all.addAll(sequences(stream.next(LONG)));
    }
    return all;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void streams_that_are_behind_hold_no_more_than_there_is_room_for() throws Exception {
    publish(12, LARGE);

    int served = 0;
    for (int i = 0; i < 20; i++) {
      served += sequences(open(Start.EARLIEST).next(SHORT)).size();
    }

    assertThat(served).isEqualTo(3);
    assertThat(room.most()).isLessThanOrEqualTo(4 * LARGE);
  }

  @Test
  void a_stream_that_finds_no_room_goes_on_when_there_is_some() throws Exception {
    publish(12, LARGE);
    var first = open(Start.EARLIEST);
    assertThat(room.takeNow(2 * LARGE)).isTrue();
    first.next(LONG);
    var second = open(Start.EARLIEST);
    var waiting = new FutureTask<>(() -> read(second, 12));
    Thread.ofVirtual().start(waiting);
    assertThat(sequences(open(Start.EARLIEST).next(SHORT))).isEmpty();

    first.close();

    assertThat(waiting.get()).isEqualTo(upTo(12));
    room.give(2 * LARGE);
  }

  @Test
  void a_stream_that_waits_too_long_for_room_ends() throws Exception {
    publish(1, LARGE);
    var full = new CountedRoom(1, SHORT);
    var stream = open(Start.EARLIEST);
    stream.keepIn(full);

    var last = stream.next(LONG).getLast();

    assertThat(((StreamItem.Closed) last).reason()).isEqualTo(StreamItem.Reason.OVERLOADED);
  }

  @Test
  void what_waits_for_a_live_reader_takes_up_room_and_the_rest_is_read_later() throws Exception {
    var stream = open(Start.LATEST);
    stream.next(SHORT);

    publish(12, LARGE);

    assertThat(read(stream, 12)).isEqualTo(upTo(12));
    assertThat(room.most()).isBetween((long) LARGE, 4L * LARGE);
  }

  @Test
  void a_live_reader_without_any_room_loses_nothing() throws Exception {
    var stream = open(Start.LATEST);
    stream.next(SHORT);
    assertThat(room.takeNow(4 * LARGE)).isTrue();
    publish(3, LARGE);
    assertThat(sequences(stream.next(SHORT))).isEmpty();

    room.give(4 * LARGE);

    assertThat(read(stream, 3)).isEqualTo(upTo(3));
  }

  @Test
  void a_message_takes_up_its_room_once_however_many_live_readers_wait_for_it() throws Exception {
    for (int i = 0; i < 50; i++) {
      open(Start.LATEST).next(SHORT);
    }

    publish(1, LARGE);

    for (var stream : open) {
      assertThat(sequences(stream.next(LONG))).containsExactly(1L);
    }
    assertThat(room.most()).isLessThan(2 * LARGE);
  }

  @Test
  void a_reader_that_keeps_up_with_little_takes_up_no_room() throws Exception {
    var stream = open(Start.LATEST);
    stream.next(SHORT);

    publish(20, 100);

    assertThat(read(stream, 20)).isEqualTo(upTo(20));
    assertThat(room.most()).isZero();
  }
}
