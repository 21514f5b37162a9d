package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyedAbout;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.ports.out.TopicLog.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long a log keeps what it has: retention, limits, reopenings.
public abstract class TopicKeepContract extends StoreContract {
  @Test
  void a_message_past_its_retention_is_never_shown() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("old");
    pass(ofSeconds(30));
    topic.append("young");

    pass(ofSeconds(30).minusMillis(1));
    assertThat(topic.texts()).containsExactly("old", "young");
    pass(ofSeconds(1));
    assertThat(topic.bounds()).isEqualTo(new LogBounds(2, 2));
    assertThat(topic.state().messages()).isEqualTo(1);
    assertThat(topic.texts()).containsExactly("young");
  }

  @Test
  void a_log_whose_messages_all_passed_their_retention_is_empty_and_goes_on() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("a");
    topic.append("b");
    pass(ofDays(1));

    assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(3, 2), 0, 0));
    assertThat(topic.append("c")).isEqualTo(3);
    assertThat(topic.texts()).containsExactly("c");
  }

  @Test
  void a_reader_can_tell_that_messages_are_no_longer_kept() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.appendAbout("a", "b", "c", "d");

    var page = topic.read(new Query(1, SubjectFilter.ALL, 10, 1_000));

    assertThat(TopicProbe.texts(page.messages())).containsExactly("c", "d");
    assertThat(page.bounds()).isEqualTo(new LogBounds(3, 4));
    assertThat(page.bounds().hasGapBefore(1)).isTrue();
  }

  @Test
  void more_messages_than_allowed_push_out_the_oldest() {
    var topic = topic("orders", TopicSetup.maxMessages(3));
    topic.append(about("orders", "a"), about("orders", "b"));

    topic.append(about("orders", "c"), about("orders", "d"));

    assertThat(topic.texts()).containsExactly("b", "c", "d");
    assertThat(topic.state().messages()).isEqualTo(3);
  }

  @Test
  void a_batch_larger_than_the_limit_leaves_its_end() {
    var topic = topic("orders", TopicSetup.maxMessages(2));

    var entries = topic.append(about("orders", "a"), about("orders", "b"), about("orders", "c"));

    assertThat(entries).extracting(Stored::sequence).containsExactly(1L, 2L, 3L);
    assertThat(topic.texts()).containsExactly("b", "c");
  }

  @Test
  void more_bytes_than_allowed_push_out_the_oldest() {
    // "orders" and ten bytes of payload: 16 bytes each
    var topic = topic("orders", TopicSetup.maxBytes(32));
    topic.append("aaaaaaaaaa");
    topic.append("bbbbbbbbbb");
    assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(1, 2), 2, 32));

    topic.append("c");

    assertThat(topic.texts()).containsExactly("bbbbbbbbbb", "c");
    assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(2, 3), 2, 23));
  }

  @Test
  void a_message_larger_than_the_whole_log_may_be_is_not_kept() {
    var topic = topic("orders", TopicSetup.maxBytes(10));
    topic.append("a");

    assertThat(topic.append("0123456789")).isEqualTo(2);

    assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(3, 2), 0, 0));
    assertThat(topic.append("b")).isEqualTo(3);
    assertThat(topic.texts()).containsExactly("b");
  }

  @Test
  void tighter_limits_take_effect_at_once() {
    var topic = topic();
    topic.append("a");
    pass(ofSeconds(100));
    topic.appendAbout("b", "c", "d");

    topic.configure(TopicSetup.retention(ofSeconds(60)));
    assertThat(topic.texts()).containsExactly("b", "c", "d");
    topic.configure(TopicSetup.maxMessages(2));
    assertThat(topic.texts()).containsExactly("c", "d");
    topic.configure(TopicSetup.maxBytes(10));
    assertThat(topic.texts()).containsExactly("d");
  }

  @Test
  void wider_limits_bring_nothing_back() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("old");
    pass(ofSeconds(60));

    topic.configure(TopicSetup.retention(ofDays(1)));

    assertThat(topic.texts()).isEmpty();
    assertThat(topic.bounds()).isEqualTo(new LogBounds(2, 1));
  }

  @Test
  void a_clock_that_is_set_back_loses_nothing_that_is_young() {
    var topic = topic("orders", TopicSetup.retention(ofHours(2)));
    topic.append("a");
    pass(ofHours(-1));
    topic.append("b");
    pass(ofHours(1));

    assertThat(topic.texts()).containsExactly("a", "b");
  }

  private boolean keepsEverything(TopicProbe topic) {
    store().reopen();
    return switch (store().guarantees().durability()) {
      case DURABLE -> true;
      case VOLATILE -> {
        assertThat(ports().topicCatalog().find(topic.ref())).isEmpty();
        assertThat(ports().topics().state(topic.ref())).isEmpty();
        yield false;
      }
    };
  }

  @Test
  void a_log_is_there_after_a_reopening() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.append(keyedAbout("orders.x", "k", "a"));
    topic.appendAbout("b", "c");
    var before = topic.state();
    var messages = topic.readAll(1, SubjectFilter.ALL);

    if (keepsEverything(topic)) {
      assertThat(topic.state()).isEqualTo(before);
      assertThat(topic.readAll(1, SubjectFilter.ALL)).isEqualTo(messages);
      assertThat(topic.append(keyedAbout("orders", "k", "again")))
          .containsExactly(new Stored(1, Stored.Origin.REPLAYED));
      assertThat(topic.append("d")).isEqualTo(4);
      assertThat(topic.texts()).containsExactly("c", "d");
    }
  }

  @Test
  void an_empty_log_goes_on_after_a_reopening() {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("a");
    topic.append("b");
    pass(ofDays(1));

    if (keepsEverything(topic)) {
      assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(3, 2), 0, 0));
      assertThat(topic.append("c")).isEqualTo(3);
    }
  }

  @Test
  void timestamps_never_go_back_over_a_reopening() {
    var topic = topic();
    topic.append("a");
    pass(ofHours(-1));

    if (keepsEverything(topic)) {
      topic.append("b");
      assertThat(topic.readAll(1, SubjectFilter.ALL))
          .extracting(m -> m.timestamp())
          .containsExactly(TestTime.START, TestTime.START);
    }
  }

  @Test
  void a_closed_store_is_unavailable() {
    var topic = topic();
    var before = ports();
    store().reopen();

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> before.topics().append(topic.ref(), List.of(about("orders", "late"))));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> before.topics().read(topic.ref(), new Query(1, SubjectFilter.ALL, 1, 1)));
  }

  @Test
  void a_limit_of_one_message_keeps_the_newest() {
    var topic = topic("orders", TopicSetup.maxMessages(1));

    topic.appendAbout("a", "b", "c");

    assertThat(topic.texts()).containsExactly("c");
    assertThat(topic.bounds()).isEqualTo(new LogBounds(3, 3));
  }

  @Test
  void a_topic_without_limits_keeps_everything_until_its_retention() {
    var topic = topic("orders", TopicConfig.DEFAULT);
    for (int i = 0; i < 500; i++) {
      topic.append("m" + i);
    }
    pass(ofDays(7).minusMillis(1));

    assertThat(topic.texts()).hasSize(500);
    pass(ofSeconds(1));
    assertThat(topic.texts()).isEmpty();
  }
}
