package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyedAbout;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.NewTopicMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What can be asked of a log without reading it: its bounds, and the subjects of single messages.
public abstract class TopicBoundsContract extends StoreContract {
  private static final TopicRef NOWHERE = new TopicRef(TENANT, new TopicName("nowhere"));

  private Optional<LogBounds> bounds(TopicProbe topic) {
    return ports().topics().bounds(topic.ref());
  }

  private Map<Long, Subject> subjects(TopicProbe topic, Long... sequences) {
    return ports().topics().subjects(topic.ref(), Set.of(sequences));
  }

  @Test
  void an_unknown_topic_has_no_bounds() {
    assertThat(ports().topics().bounds(NOWHERE)).isEmpty();
  }

  @Test
  void a_removed_topic_has_no_bounds() {
    var topic = topic();
    topic.append("a");

    ports().topicCatalog().delete(topic.ref());

    assertThat(bounds(topic)).isEmpty();
  }

  @Test
  void a_new_log_begins_at_one_and_is_empty() {
    assertThat(bounds(topic())).contains(new LogBounds(1, 0));
  }

  @Test
  void the_bounds_follow_what_is_appended() {
    var topic = topic();
    topic.append("a");
    assertThat(bounds(topic)).contains(new LogBounds(1, 1));

    topic.append(about("orders", "b"), about("orders", "c"));

    assertThat(bounds(topic)).contains(new LogBounds(1, 3));
  }

  @Test
  void messages_beyond_the_number_are_out_of_bounds() {
    var topic = topic("orders", TopicSetup.maxMessages(2));

    topic.appendAbout("a", "b", "c", "d");

    assertThat(bounds(topic)).contains(new LogBounds(3, 4));
    assertThat(topic.state().bounds()).isEqualTo(new LogBounds(3, 4));
  }

  @Test
  void messages_past_their_retention_are_out_of_bounds() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("old");
    pass(ofSeconds(30));
    topic.append("young");

    pass(ofSeconds(31));

    assertThat(bounds(topic)).contains(new LogBounds(2, 2));
    pass(ofDays(1));
    assertThat(bounds(topic)).contains(new LogBounds(3, 2));
    assertThat(topic.state().bounds()).isEqualTo(new LogBounds(3, 2));
  }

  @Test
  void a_log_of_limited_bytes_has_bounds_that_hide_nothing_that_is_kept() {
    var topic = topic("orders", TopicSetup.maxBytes(40));
    topic.append("0123456789");
    topic.append("0123456789");
    topic.append("0123456789");

    var known = bounds(topic).orElseThrow();
    var counted = topic.state().bounds();

    assertThat(counted).isEqualTo(new LogBounds(2, 3));
    assertThat(known.last()).isEqualTo(counted.last());
    assertThat(known.first()).isLessThanOrEqualTo(counted.first());
  }

  @Test
  void wider_limits_bring_nothing_back_into_the_bounds() {
    var topic = topic("orders", TopicSetup.maxMessages(1));
    topic.appendAbout("a", "b", "c");
    assertThat(bounds(topic)).contains(new LogBounds(3, 3));

    topic.configure(TopicConfig.DEFAULT);

    assertThat(bounds(topic)).contains(new LogBounds(3, 3));
  }

  @Test
  void the_bounds_are_the_same_after_a_reopening() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.appendAbout("a", "b", "c");

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(bounds(topic)).contains(new LogBounds(2, 3));
      case VOLATILE -> assertThat(bounds(topic)).isEmpty();
    }
  }

  @Test
  void an_unknown_topic_has_no_subjects() {
    assertThat(ports().topics().subjects(NOWHERE, Set.of(1L))).isEmpty();
  }

  @Test
  void subjects_are_told_of_those_that_are_asked_for() {
    var topic = topic();
    topic.appendAbout("a", "b", "c", "d", "e");

    assertThat(subjects(topic, 2L, 3L, 5L))
        .isEqualTo(
            Map.of(
                2L, new Subject("orders.b"),
                3L, new Subject("orders.c"),
                5L, new Subject("orders.e")));
    assertThat(subjects(topic)).isEmpty();
  }

  @Test
  void no_subject_is_told_of_what_is_not_kept() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.appendAbout("a", "b", "c");

    assertThat(subjects(topic, 1L, 2L, 4L)).isEqualTo(Map.of(2L, new Subject("orders.b")));
  }

  @Test
  void no_subject_is_told_of_what_is_past_its_retention() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("old");

    pass(ofDays(1));

    assertThat(subjects(topic, 1L)).isEmpty();
  }

  @Test
  void the_subjects_of_a_whole_batch_are_told() {
    var topic = topic();
    var batch =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> keyedAbout("orders.s" + i, "k" + i, "x".repeat(1_000)))
            .toArray(NewTopicMessage[]::new);
    topic.append(batch);
    var again = topic.append(batch);

    var told =
        ports()
            .topics()
            .subjects(topic.ref(), Set.copyOf(again.stream().map(s -> s.sequence()).toList()));

    var expected = new HashMap<Long, Subject>();
    List.of(batch).forEach(m -> expected.put(expected.size() + 1L, m.subject()));
    assertThat(told).isEqualTo(expected);
  }
}
