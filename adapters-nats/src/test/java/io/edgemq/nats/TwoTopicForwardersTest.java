package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.Source;
import io.edgemq.ports.out.TopicLog.SourceMessage;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestMessages;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several processes forward the same messages of one source to a topic, and some end or get no
/// answer: each message is stored once, in order.
@Timeout(180)
class TwoTopicForwardersTest extends TwoAdapters {
  private static final TopicRef TOPIC = new TopicRef(TENANT, new TopicName("changes"));
  private static final SourceId SOURCE = new SourceId("bucket_1-7");
  private static final int ROUNDS = 40;
  private static final int BATCH = 7;

  private StreamClient stream;

  @BeforeEach
  void create() {
    var topic = new Topic(TOPIC.name(), TopicConfig.DEFAULT, time.instant());
    assertThat(one.topicCatalog().create(TENANT, topic)).isEqualTo(new TopicCatalog.Created());
    Await.until(() -> other.topicCatalog().find(TOPIC).isPresent());
    stream = new StreamClient(cluster, "T_acme__changes");
  }

  private static NewTopicMessage message(String text) {
    var content = TestMessages.message(text).content();
    return new NewTopicMessage(Subject.of(TOPIC.name()), content, null);
  }

  private static List<SourceMessage> range(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> new SourceMessage(i, message("s" + i)))
        .toList();
  }

  private static Forwarded forward(NatsStore store, Source source, List<SourceMessage> messages) {
    return (Forwarded) store.topicLog().forward(TOPIC, source, messages);
  }

  private static long forward(NatsStore store, List<SourceMessage> messages) {
    return forward(store, new Source(SOURCE, 0, 0), messages).mark();
  }

  private List<String> texts(NatsStore store) {
    var texts = new ArrayList<String>();
    long from = 1;
    while (true) {
      var query = new TopicLog.Query(from, SubjectFilter.ALL, 1_000, 1 << 20);
      var page = (TopicLog.Page) store.topicLog().read(TOPIC, query);
      for (TopicMessage message : page.messages()) {
        var text = TestMessages.text(message.content());
        if (text.startsWith("s")) {
          texts.add(text);
        }
      }
      if (page.next() > page.bounds().last()) {
        return texts;
      }
      from = page.next();
    }
  }

  private static List<String> texts(long last) {
    return LongStream.rangeClosed(1, last).mapToObj(i -> "s" + i).toList();
  }

  @Test
  void two_that_offer_the_same_batch_at_the_same_moment_store_it_once() throws Exception {
    var barrier = new CyclicBarrier(2);
    var crew = new ArrayList<Background<Boolean>>();
    for (var store : List.of(one, other)) {
      crew.add(
          Background.start(
              () -> {
                for (long round = 0; round < ROUNDS; round++) {
                  barrier.await();
                  var batch = range(round * BATCH + 1, (round + 1) * BATCH);
                  assertThat(forward(store, batch)).isEqualTo((round + 1) * BATCH);
                }
                return true;
              }));
    }
    crew.forEach(Background::result);

    assertThat(texts(one)).isEqualTo(texts(ROUNDS * BATCH));
  }

  @Test
  void two_that_offer_different_parts_store_each_message_once() {
    var rival = Background.start(() -> forwardInSteps(one, 3));
    long mark = forwardInSteps(other, 11);
    long theirs = rival.result();

    assertThat(texts(one)).isEqualTo(texts(Math.max(mark, theirs)));
  }

  /// Forwards from `mark` on until it fails; the last mark that was answered.
  private static long forwardUntilItFails(NatsStore store, long mark) {
    long known = mark;
    try {
      while (true) {
        known = forward(store, range(known + 1, known + BATCH));
      }
    } catch (StoreException failed) {
      return known;
    }
  }

  /// The last sequence of the topic's stream, once the server tells.
  private long last() {
    return Await.found(() -> stream.info().map(StreamStatus::last));
  }

  @Test
  void a_call_that_got_no_answer_is_repeated_without_harm() throws Exception {
    long known = 0;
    var hasty = opened.add(NatsStore.open(config().withTimeout(Duration.ofSeconds(1)), time));
    Await.until(() -> hasty.topicCatalog().find(TOPIC).isPresent());
    for (int round = 0; round < 5; round++) {
      long from = known;
      long before = last();
      var work = Background.start(() -> forwardUntilItFails(hasty, from));
      Await.until(() -> last() > before + 20);
      server.stop();
      known = work.result();
      server.proceed();

      long end = known + 2 * BATCH;
      var sender = round % 2 == 0 ? other : hasty;
      long start = known + 1;
      Await.untilTold(() -> forward(sender, range(start, end)) == end);
      known = end;
    }

    assertThat(texts(one)).isEqualTo(texts(known));
  }

  @Test
  void a_server_that_was_killed_keeps_each_message_once() throws Exception {
    long known = 0;
    for (int round = 0; round < 3; round++) {
      long from = known;
      long before = last();
      var hasty = opened.add(NatsStore.open(config().withTimeout(Duration.ofSeconds(1)), time));
      Await.until(() -> hasty.topicCatalog().find(TOPIC).isPresent());
      var work = Background.start(() -> forwardUntilItFails(hasty, from));
      Await.until(() -> last() > before + 20);
      server.kill();
      known = work.result();
      server.restart();

      long answered = known;
      Await.untilTold(() -> forward(other, range(1, answered + BATCH)) >= answered + BATCH);
      known += BATCH;
    }

    assertThat(texts(other)).isEqualTo(texts(known));
  }

  @Test
  void in_a_topic_that_never_stands_still_each_message_is_stored_once() throws Exception {
    var done = new AtomicBoolean();
    var crew = new ArrayList<Background<Boolean>>();
    for (int i = 0; i < 4; i++) {
      crew.add(
          Background.start(
              () -> {
                while (!done.get()) {
                  var unused = one.topicLog().append(TOPIC, List.of(message("noise")));
                }
                return true;
              }));
    }
    var rival = Background.start(() -> forwardInSteps(one, 5));
    long mark = forwardInSteps(other, BATCH);
    long theirs = rival.result();
    done.set(true);
    crew.forEach(Background::result);

    assertThat(texts(one)).isEqualTo(texts(Math.max(mark, theirs)));
  }

  private static long forwardInSteps(NatsStore store, int size) {
    long mark = 0;
    while (mark < 300) {
      mark = forward(store, range(mark + 1, mark + size));
    }
    return mark;
  }

  /// From now on servers forget ids after a moment.
  private void narrowWindow() throws Exception {
    var configuration =
        StreamConfiguration.builder(stream.rawInfo().orElseThrow().getConfiguration())
            .duplicateWindow(Duration.ofMillis(100))
            .build();
    var unused = cluster.administer(management -> management.updateStream(configuration));
  }

  private void awaitForgotten(long sequence) {
    Await.until(() -> !stream.knows("|" + SOURCE.value() + "|" + sequence, "t.acme__changes"));
  }

  @Test
  void nothing_is_stored_twice_when_the_servers_have_forgotten_all_ids() throws Exception {
    narrowWindow();
    assertThat(forward(one, range(1, 40))).isEqualTo(40);
    awaitForgotten(40);

    long mark = forward(other, range(1, 60));

    assertThat(mark).isEqualTo(60);
    assertThat(texts(one)).isEqualTo(texts(60));
  }

  @Test
  void who_looks_from_what_was_saved_finds_what_was_stored_since() throws Exception {
    narrowWindow();
    var saved = forward(one, new Source(SOURCE, 0, 0), range(1, 40));
    forward(one, range(41, 50));
    var unused = one.topicLog().append(TOPIC, List.of(message("noise")));
    awaitForgotten(50);

    var source = new Source(SOURCE, saved.mark(), saved.last());
    var result = forward(other, source, range(41, 60));

    assertThat(result.mark()).isEqualTo(60);
    assertThat(result.last()).isEqualTo(61);
    assertThat(texts(one)).isEqualTo(texts(60));
  }

  @Test
  void an_empty_call_tells_how_far_the_source_has_come() {
    forward(one, range(1, 5));

    var result = forward(other, new Source(SOURCE, 0, 0), List.of());

    assertThat(result).isEqualTo(new Forwarded(5, 5));
  }

  @Test
  void readers_do_not_see_where_a_message_comes_from() {
    forward(one, range(1, 1));

    var query = new TopicLog.Query(1, SubjectFilter.ALL, 1, 1);
    var page = (TopicLog.Page) other.topicLog().read(TOPIC, query);

    Content content = page.messages().getFirst().content();
    assertThat(content.attributes()).isEqualTo(Attributes.NONE);
  }
}
