package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog.ForwardResult;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.NoSuchTopic;
import io.edgemq.ports.out.TopicLog.Source;
import io.edgemq.ports.out.TopicLog.SourceMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Of each source a topic gets every message once and in order, however often it is forwarded.
public abstract class TopicForwardContract extends StoreContract {
  private static final SourceId SOURCE = new SourceId("users-1");
  private static final SourceId OTHER = new SourceId("users-2");

  /// A source of which the caller knows nothing.
  private static Source unknown(SourceId id) {
    return new Source(id, 0, 0);
  }

  private static SourceMessage message(long sequence) {
    return message(sequence, "m" + sequence);
  }

  private static SourceMessage message(long sequence, String text) {
    return new SourceMessage(sequence, TestMessages.about("orders.a", text));
  }

  private static List<SourceMessage> messages(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(TopicForwardContract::message).toList();
  }

  private ForwardResult forward(TopicProbe topic, Source source, List<SourceMessage> messages) {
    return ports().topics().forward(topic.ref(), source, messages);
  }

  private ForwardResult forward(TopicProbe topic, long from, long to) {
    return forward(topic, unknown(SOURCE), messages(from, to));
  }

  @Test
  void messages_are_stored_in_order_as_they_came() {
    var topic = topic();

    var result = forward(topic, 1, 3);

    assertThat(result).isEqualTo(new Forwarded(3, 3));
    var stored = topic.readAll(1, SubjectFilter.ALL);
    assertThat(TopicProbe.texts(stored)).containsExactly("m1", "m2", "m3");
    assertThat(stored).extracting(TopicMessage::sequence).containsExactly(1L, 2L, 3L);
    assertThat(stored)
        .allSatisfy(
            m -> {
              assertThat(m.subject().value()).isEqualTo("orders.a");
              assertThat(m.content().attributes().asMap()).isEmpty();
              assertThat(m.content().contentType()).isEqualTo("text/plain");
            });
  }

  @Test
  void a_repetition_stores_nothing() {
    var topic = topic();
    forward(topic, 1, 3);

    assertThat(forward(topic, 1, 3)).isEqualTo(new Forwarded(3, 3));
    assertThat(forward(topic, 2, 2)).isEqualTo(new Forwarded(3, 3));

    assertThat(topic.texts()).containsExactly("m1", "m2", "m3");
  }

  @Test
  void of_an_overlapping_batch_the_rest_is_stored() {
    var topic = topic();
    forward(topic, 1, 3);

    assertThat(forward(topic, 2, 5)).isEqualTo(new Forwarded(5, 5));

    assertThat(topic.texts()).containsExactly("m1", "m2", "m3", "m4", "m5");
  }

  @Test
  void sequences_of_a_source_may_have_holes() {
    var topic = topic();

    forward(topic, unknown(SOURCE), List.of(message(3), message(7)));
    var result = forward(topic, unknown(SOURCE), List.of(message(5), message(7), message(9)));

    assertThat(result).isEqualTo(new Forwarded(9, 3));
    assertThat(topic.texts()).containsExactly("m3", "m7", "m9");
  }

  @Test
  void an_empty_batch_tells_the_mark() {
    var topic = topic();
    assertThat(forward(topic, unknown(SOURCE), List.of())).isEqualTo(new Forwarded(0, 0));
    forward(topic, 1, 3);
    topic.append("between");

    var result = forward(topic, unknown(SOURCE), List.of());

    assertThat(result).isEqualTo(new Forwarded(3, 4));
  }

  @Test
  void other_publishers_may_come_between() {
    var topic = topic();
    topic.append("before");
    forward(topic, 1, 2);
    topic.append("between");

    assertThat(forward(topic, 1, 3)).isEqualTo(new Forwarded(3, 5));

    topic.append("behind");
    assertThat(topic.texts()).containsExactly("before", "m1", "m2", "between", "m3", "behind");
  }

  @Test
  void many_messages_of_others_hide_no_mark() {
    var topic = topic();
    forward(topic, 1, 2);
    var others =
        IntStream.range(0, 1_000).mapToObj(i -> TestMessages.about("orders.b", "o" + i)).toList();
    ports().topics().append(topic.ref(), others);

    assertThat(forward(topic, 1, 3)).isEqualTo(new Forwarded(3, 1_003));
  }

  @Test
  void each_source_has_a_mark_of_its_own() {
    var topic = topic();

    forward(topic, unknown(SOURCE), List.of(message(5, "a5")));
    forward(topic, unknown(OTHER), List.of(message(2, "b2"), message(5, "b5")));
    forward(topic, unknown(SOURCE), List.of(message(5, "a5"), message(6, "a6")));
    forward(topic, unknown(OTHER), List.of(message(5, "b5"), message(6, "b6")));

    assertThat(topic.texts()).containsExactly("a5", "b2", "b5", "a6", "b6");
  }

  @Test
  void each_topic_has_marks_of_its_own() {
    var topic = topic();
    var second = topic("orders2", TopicSetup.maxMessages(100));
    forward(topic, 1, 3);

    var one = new SourceMessage(1, TestMessages.about("orders2", "m1"));

    assertThat(forward(second, unknown(SOURCE), List.of(one))).isEqualTo(new Forwarded(1, 1));
  }

  @Test
  void what_the_caller_knows_changes_nothing() {
    var topic = topic();
    forward(topic, 1, 2);
    topic.append("between");
    forward(topic, 3, 4);

    assertThat(forward(topic, new Source(SOURCE, 2, 3), messages(1, 5)))
        .isEqualTo(new Forwarded(5, 6));
    assertThat(forward(topic, new Source(SOURCE, 5, 6), messages(6, 6)))
        .isEqualTo(new Forwarded(6, 7));
    assertThat(forward(topic, new Source(SOURCE, 2, 2), messages(5, 7)))
        .isEqualTo(new Forwarded(7, 8));

    assertThat(topic.texts()).containsExactly("m1", "m2", "between", "m3", "m4", "m5", "m6", "m7");
  }

  @Test
  void dedup_keys_do_not_count() {
    var topic = topic();
    topic.append(TestMessages.keyedAbout("orders", "k", "published"));
    var keyed = TestMessages.keyedAbout("orders", "k", "forwarded");

    forward(topic, unknown(SOURCE), List.of(new SourceMessage(1, keyed)));

    assertThat(topic.texts()).containsExactly("published", "forwarded");
  }

  @Test
  void without_a_topic_nothing_is_stored() {
    var ref = new TopicRef(TENANT, new TopicName("gone"));

    assertThat(ports().topics().forward(ref, unknown(SOURCE), messages(1, 2)))
        .isEqualTo(new NoSuchTopic());

    ports().topics().retire(ref, SOURCE);
    assertThat(ports().topicCatalog().find(ref)).isEmpty();
  }

  @Test
  void a_topic_made_again_has_no_marks() {
    var topic = topic();
    forward(topic, 1, 3);
    ports().topicCatalog().delete(topic.ref());
    topic();

    assertThat(forward(topic, 1, 2)).isEqualTo(new Forwarded(2, 5));

    assertThat(topic.texts()).containsExactly("m1", "m2");
  }

  @Test
  void marks_are_there_after_a_reopening() {
    var topic = topic();
    forward(topic, 1, 3);

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(forward(topic, 2, 4)).isEqualTo(new Forwarded(4, 4));
        assertThat(topic.texts()).containsExactly("m1", "m2", "m3", "m4");
      }
      case VOLATILE -> assertThat(forward(topic, 2, 4)).isEqualTo(new NoSuchTopic());
    }
  }

  @Test
  void a_retired_source_leaves_what_it_forwarded_and_the_marks_of_others() {
    var topic = topic();
    forward(topic, 1, 2);
    forward(topic, unknown(OTHER), List.of(message(1, "o1")));

    ports().topics().retire(topic.ref(), SOURCE);
    ports().topics().retire(topic.ref(), SOURCE);

    assertThat(topic.texts()).containsExactly("m1", "m2", "o1");
    forward(topic, unknown(OTHER), List.of(message(1, "o1"), message(2, "o2")));
    assertThat(topic.texts()).containsExactly("m1", "m2", "o1", "o2");
  }

  @Test
  void a_reader_is_woken_by_what_is_forwarded() throws InterruptedException {
    var topic = topic();
    try (var reader = topic.tail(1)) {
      var waiting = Background.startAndAwaitBlocked(() -> reader.next(10, Duration.ofSeconds(60)));

      forward(topic, 1, 1);

      assertThat(waiting.result().toString()).contains("orders.a");
    }
  }

  @Test
  void a_large_batch_is_stored_whole() {
    var topic = topic();

    assertThat(forward(topic, 1, 1_000)).isEqualTo(new Forwarded(1_000, 1_000));
    assertThat(forward(topic, 501, 1_500)).isEqualTo(new Forwarded(1_500, 1_500));

    assertThat(topic.texts())
        .isEqualTo(LongStream.rangeClosed(1, 1_500).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void publishers_at_the_same_time_disturb_nothing() {
    var topic = topic();
    var publisher =
        Background.start(
            () -> {
              for (int i = 0; i < 200; i++) {
                topic.append("p" + i);
              }
              return 200;
            });

    for (long from = 1; from <= 200; from += 10) {
      forward(topic, Math.max(1, from - 5), from + 9);
    }

    assertThat(publisher.result()).isEqualTo(200);
    var texts = new ArrayList<>(topic.texts());
    assertThat(texts).hasSize(400);
    assertThat(texts.stream().filter(t -> t.startsWith("m")))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200).mapToObj(i -> "m" + i).toList());
  }
}
