package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyedAbout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Start;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Stored.Origin;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicLog.NoSuchTopic;
import io.edgemq.ports.out.TopicLog.Query;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages are appended and stay as they were.
public abstract class TopicAppendContract extends StoreContract {
  @Test
  void a_message_is_read_as_it_was_appended() {
    var topic = topic();
    pass(ofMillis(1234));
    var content =
        new Content(
            "application/json",
            Attributes.of(Map.of("colour", "blau")),
            new Payload("{}".getBytes(UTF_8)));
    var subject = new Subject("orders.eu.Ünïcode→.created");

    var entries = topic.append(new NewTopicMessage(subject, content, null));

    assertThat(entries).containsExactly(new Stored(1, Origin.FRESH));
    assertThat(topic.readAll(1, SubjectFilter.ALL))
        .containsExactly(new TopicMessage(subject, 1, store().time().instant(), content));
  }

  @Test
  void a_timestamp_has_milliseconds_and_no_less() {
    var topic = topic();
    pass(Duration.ofNanos(1_999_999));
    topic.append("m");

    assertThat(topic.readAll(1, SubjectFilter.ALL).getFirst().timestamp())
        .isEqualTo(store().time().instant().truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void sequences_are_consecutive_from_one() {
    var topic = topic();

    assertThat(topic.append("a")).isEqualTo(1);
    assertThat(topic.append(about("orders.x", "b"), about("orders.y", "c")))
        .extracting(Stored::sequence)
        .containsExactly(2L, 3L);
    assertThat(topic.append("d")).isEqualTo(4);
    assertThat(topic.texts()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void a_new_log_is_empty() {
    var topic = topic();

    assertThat(topic.state()).isEqualTo(new LogState(new LogBounds(1, 0), 0, 0));
    assertThat(topic.texts()).isEmpty();
  }

  @Test
  void an_empty_batch_appends_nothing() {
    var topic = topic();

    assertThat(topic.append()).isEmpty();

    assertThat(topic.bounds()).isEqualTo(new LogBounds(1, 0));
  }

  @Test
  void the_bytes_of_a_log_are_payload_attributes_and_subject() {
    var topic = topic();
    topic.append(about("orders.ü", "12345"));
    var attributes = Attributes.of(Map.of("ab", "€"));
    topic.append(
        new NewTopicMessage(
            new Subject("orders"), new Content("a/b", attributes, Payload.EMPTY), null));

    var state = topic.state();

    assertThat(state.messages()).isEqualTo(2);
    assertThat(state.bytes()).isEqualTo((9 + 5) + (6 + 2 + 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 1_048_576})
  void a_payload_comes_back_byte_for_byte(int size) {
    var topic = topic();
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    var content = new Content("image/png", Attributes.NONE, new Payload(bytes));
    topic.append(new NewTopicMessage(new Subject("orders"), content, null));

    var messages = topic.readAll(1, SubjectFilter.ALL);

    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().content().payload().bytes()).isEqualTo(bytes);
  }

  @Test
  void attributes_come_back_as_they_were() {
    var topic = topic();
    var values = new TreeMap<String, String>();
    values.put("empty", "");
    values.put("mq-kv-revision", "7");
    values.put("unicode", "Grüße, 世界 🚀");
    values.put("n".repeat(128), "v".repeat(7_000));
    var content = new Content("t/" + "x".repeat(253), Attributes.of(values), Payload.EMPTY);
    topic.append(new NewTopicMessage(new Subject("orders"), content, null));

    assertThat(topic.readAll(1, SubjectFilter.ALL).getFirst().content()).isEqualTo(content);
  }

  @Test
  void timestamps_never_go_back_even_when_the_clock_does() {
    var topic = topic();
    topic.append("a");
    pass(ofHours(-1));
    topic.append("b");
    pass(ofHours(2));
    topic.append("c");

    var times = topic.readAll(1, SubjectFilter.ALL).stream().map(TopicMessage::timestamp).toList();

    assertThat(times).hasSize(3).isSorted();
    assertThat(topic.locate(new Start.AtTime(TestTime.START), SubjectFilter.ALL)).isEqualTo(1);
  }

  @Test
  void a_repeated_key_answers_the_first_message_and_appends_nothing() {
    var topic = topic();
    topic.append("before");
    topic.append(keyedAbout("orders.a", "k", "first"));

    var again = topic.append(keyedAbout("orders.b", "k", "second"));

    assertThat(again).containsExactly(new Stored(2, Origin.REPLAYED));
    assertThat(topic.texts()).containsExactly("before", "first");
  }

  @Test
  void a_key_is_remembered_for_two_minutes_from_the_first_on() {
    var topic = topic();
    topic.append(keyedAbout("orders", "k", "first"));
    pass(ofSeconds(60));
    topic.append(keyedAbout("orders", "k", "again"));

    pass(TopicConfig.DEDUP_WINDOW.minusSeconds(60).minusMillis(1));
    assertThat(topic.append(keyedAbout("orders", "k", "late")))
        .containsExactly(new Stored(1, Origin.REPLAYED));
    pass(ofMillis(1));
    assertThat(topic.append(keyedAbout("orders", "k", "fresh")))
        .containsExactly(new Stored(2, Origin.FRESH));
  }

  @Test
  void a_key_that_comes_twice_in_a_batch_is_appended_once() {
    var topic = topic();

    var entries =
        topic.append(
            keyedAbout("orders", "k", "a"), about("orders", "b"), keyedAbout("orders", "k", "c"));

    assertThat(entries)
        .containsExactly(
            new Stored(1, Origin.FRESH),
            new Stored(2, Origin.FRESH),
            new Stored(1, Origin.REPLAYED));
    assertThat(topic.texts()).containsExactly("a", "b");
  }

  @Test
  void a_key_is_remembered_when_its_message_was_dropped() {
    var topic = topic("orders", TopicSetup.maxMessages(1));
    topic.append(keyedAbout("orders", "k", "first"));
    topic.append("second");

    assertThat(topic.append(keyedAbout("orders", "k", "again")))
        .containsExactly(new Stored(1, Origin.REPLAYED));
  }

  @Test
  void topics_do_not_share_messages_or_keys() {
    var orders = topic("orders", TopicConfig.DEFAULT);
    var mails = topic("mails", TopicConfig.DEFAULT);
    var theirs = topic(new TenantId("other"), "orders", TopicConfig.DEFAULT);
    orders.append(keyedAbout("orders", "k", "order"));

    assertThat(mails.append(keyedAbout("mails", "k", "mail")))
        .containsExactly(new Stored(1, Origin.FRESH));
    assertThat(theirs.append(keyedAbout("orders", "k", "theirs")))
        .containsExactly(new Stored(1, Origin.FRESH));
    assertThat(orders.texts()).containsExactly("order");
    assertThat(theirs.texts()).containsExactly("theirs");
  }

  @Test
  void a_topic_made_anew_is_empty_and_knows_no_keys() {
    var topic = topic();
    topic.append(keyedAbout("orders", "k", "old"));
    ports().topicCatalog().delete(topic.ref());

    var again = topic();

    assertThat(again.state()).isEqualTo(new LogState(new LogBounds(2, 1), 0, 0));
    assertThat(again.append(keyedAbout("orders", "k", "new")))
        .containsExactly(new Stored(2, Origin.FRESH));
  }

  @Test
  void a_topic_that_nobody_made_is_no_topic() {
    var topics = ports().topics();
    var ref = new TopicRef(TENANT, new TopicName("nobody"));

    assertThat(topics.append(ref, List.of(about("nobody", "m")))).isEqualTo(new NoSuchTopic());
    assertThat(topics.read(ref, new Query(1, SubjectFilter.ALL, 1, 1)))
        .isEqualTo(new NoSuchTopic());
    assertThat(topics.locate(ref, Start.EARLIEST, SubjectFilter.ALL)).isEmpty();
    assertThat(topics.state(ref)).isEmpty();
    assertThat(topics.tail(ref, 1)).isEmpty();
  }
}
