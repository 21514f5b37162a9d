package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Limits;
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
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("t"));
  private static final Principal DEMO =
      new Principal(TOPIC.tenant(), new Principal.Key("key"), Scopes.EVERYTHING, null);

  private final MemoryStore store = new MemoryStore(StoreTime.steady(InstantSource.system()));
  private final History history =
      new History(
          new Admission(new Access(), _ -> Limits.DEFAULT), store.topicLog(), new NoTraffic());
  private final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(
              9,
              new NoTraffic(),
              InstantSource.system(),
              new Random(1),
              new OpenCalls(
                  new Access(), TestKeys.with(store.keys(), DEMO), InstantSource.system())));

  private void make() {
    var topic = new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH);
    store.topicCatalog().create(TOPIC.tenant(), topic);
  }

  private void publish(int count) {
    var content = new Content("a/b", Attributes.NONE, Payload.EMPTY);
    for (int i = 0; i < count; i++) {
      store.topicLog().append(TOPIC, List.of(new NewTopicMessage(new Subject("t"), content, null)));
    }
  }

  private void makeAgain() {
    make();
    publish(3);
    store.topicCatalog().delete(TOPIC);
    make();
    publish(2);
  }

  private ReadHistory.HistoryPage read(Start from) {
    var query = new ReadHistory.Query(from, SubjectFilter.ALL, 9, Long.MAX_VALUE);
    var page = history.read(DEMO, TOPIC.name(), query);
    return ((Outcome.Done<ReadHistory.HistoryPage>) page).value();
  }

  @Test
  void a_reader_that_comes_from_a_former_topic_is_told_a_gap() {
    makeAgain();

    var page = read(new Start.AtSequence(3));

    assertThat(page.gap()).isEqualTo(new StreamItem.Gap(3, 4, 5));
    assertThat(page.messages()).extracting("sequence").containsExactly(4L, 5L);
  }

  @Test
  void a_reader_that_has_missed_nothing_is_told_no_gap() {
    makeAgain();

    assertThat(read(new Start.AtSequence(4)).gap()).isNull();
    assertThat(read(Start.EARLIEST).gap()).isNull();
    assertThat(read(new Start.AtTime(Instant.EPOCH)).gap()).isNull();
    assertThat(read(new Start.LastN(9)).gap()).isNull();
  }

  @Test
  void a_reader_beyond_the_end_goes_on_where_it_asked_for() {
    makeAgain();

    var page = read(new Start.AtSequence(9));

    assertThat(page.gap()).isNull();
    assertThat(page.messages()).isEmpty();
    assertThat(page.nextFrom()).isEqualTo(9);
  }

  @Test
  void a_stream_that_is_resumed_with_an_id_of_a_former_topic_begins_with_a_gap() throws Exception {
    makeAgain();

    var opened =
        streams.ofTopic(DEMO, TOPIC.name(), SubjectFilter.ALL, StreamWish.at(new Cursor.After(1)));

    try (var stream = ((Outcome.Done<io.edgemq.ports.in.MessageStream>) opened).value()) {
      assertThat(stream.next(Duration.ofSeconds(9))).containsExactly(new StreamItem.Gap(2, 4, 5));
      assertThat(stream.next(Duration.ofSeconds(9)))
          .extracting(item -> ((StreamItem.Event) item).message().message().sequence())
          .containsExactly(4L, 5L);
    }
  }
}
