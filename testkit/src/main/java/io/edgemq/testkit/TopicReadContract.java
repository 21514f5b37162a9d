package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TopicProbe.anyOf;
import static io.edgemq.testkit.TopicProbe.matching;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicLog.Query;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pages of a log, and where a reader begins.
public abstract class TopicReadContract extends StoreContract {
  private static final long PLENTY = 1 << 20;

  @Test
  void a_page_ends_at_its_limit_and_says_where_the_next_begins() {
    var topic = topic();
    IntStream.rangeClosed(1, 5).forEach(i -> topic.append("m" + i));

    var first = topic.read(new Query(1, SubjectFilter.ALL, 2, PLENTY));
    var second = topic.read(new Query(first.next(), SubjectFilter.ALL, 2, PLENTY));
    var third = topic.read(new Query(second.next(), SubjectFilter.ALL, 2, PLENTY));

    assertThat(TopicProbe.texts(first.messages())).containsExactly("m1", "m2");
    assertThat(TopicProbe.texts(second.messages())).containsExactly("m3", "m4");
    assertThat(TopicProbe.texts(third.messages())).containsExactly("m5");
    assertThat(first.next()).isEqualTo(3);
    assertThat(third.next()).isEqualTo(6);
    assertThat(first.bounds()).isEqualTo(new LogBounds(1, 5));
  }

  @Test
  void a_page_at_the_end_is_empty() {
    var topic = topic();
    topic.append("m");

    var page = topic.read(new Query(2, SubjectFilter.ALL, 10, PLENTY));

    assertThat(page.messages()).isEmpty();
    assertThat(page.next()).isEqualTo(2);
    assertThat(page.bounds()).isEqualTo(new LogBounds(1, 1));
  }

  @Test
  void a_page_beyond_the_end_is_empty_and_tells_the_bounds() {
    var topic = topic();
    topic.append("m");

    var page = topic.read(new Query(100, SubjectFilter.ALL, 10, PLENTY));

    assertThat(page.messages()).isEmpty();
    assertThat(page.bounds().hasGapBefore(100)).isTrue();
  }

  @Test
  void a_page_ends_when_it_has_its_bytes() {
    var topic = topic();
    IntStream.range(0, 6).forEach(i -> topic.append("0123456789"));

    var page = topic.read(new Query(1, SubjectFilter.ALL, 100, 25));

    assertThat(page.messages()).hasSizeBetween(2, 3);
    assertThat(page.next()).isEqualTo(page.messages().size() + 1L);
  }

  @Test
  void the_first_message_is_in_its_page_however_large_it_is() {
    var topic = topic();
    topic.append("0123456789");
    topic.append("small");

    var page = topic.read(new Query(1, SubjectFilter.ALL, 100, 1));

    assertThat(TopicProbe.texts(page.messages())).containsExactly("0123456789");
    assertThat(page.next()).isEqualTo(2);
  }

  @Test
  void a_filter_leaves_out_what_it_does_not_accept() {
    var topic = topic();
    topic.appendAbout("eu.created", "us.created", "eu.deleted", "eu.created.late");
    topic.append("plain");

    assertThat(TopicProbe.texts(topic.readAll(1, matching("orders.*.created"))))
        .containsExactly("eu.created", "us.created");
    assertThat(TopicProbe.texts(topic.readAll(1, matching("orders.eu.>"))))
        .containsExactly("eu.created", "eu.deleted", "eu.created.late");
    assertThat(TopicProbe.texts(topic.readAll(2, matching("orders.eu.>"))))
        .containsExactly("eu.deleted", "eu.created.late");
    assertThat(TopicProbe.texts(topic.readAll(1, matching("orders.>")))).hasSize(4);
    assertThat(TopicProbe.texts(topic.readAll(1, matching("orders")))).containsExactly("plain");
    assertThat(topic.readAll(1, matching("orders.nothing"))).isEmpty();
  }

  @Test
  void a_filter_of_several_patterns_accepts_what_any_of_them_matches_once() {
    var topic = topic();
    topic.appendAbout("eu.created", "us.created", "eu.deleted", "us.deleted", "eu.created.late");
    topic.append("plain");
    var filter = anyOf("orders.eu.>", "orders.*.created", "orders");

    var all = topic.readAll(1, filter);
    var first = topic.read(new Query(1, filter, 3, PLENTY));
    var rest = topic.readAll(first.next(), filter);

    assertThat(TopicProbe.texts(all))
        .containsExactly("eu.created", "us.created", "eu.deleted", "eu.created.late", "plain");
    assertThat(first.messages()).isEqualTo(all.subList(0, first.messages().size()));
    assertThat(rest).isEqualTo(all.subList(first.messages().size(), all.size()));
    assertThat(TopicProbe.texts(topic.readAll(3, anyOf("orders.eu.*", "orders.us.*"))))
        .containsExactly("eu.deleted", "us.deleted");
    assertThat(topic.readAll(1, anyOf("orders.none", "orders.*.none"))).isEmpty();
  }

  @Test
  void pages_of_several_rare_patterns_are_complete() {
    var topic = topic();
    for (int i = 1; i <= 3_000; i++) {
      topic.append(about(i % 1_000 == 0 ? "orders.rare." + i % 2_000 : "orders.common", "m" + i));
    }

    assertThat(TopicProbe.texts(topic.readAll(1, anyOf("orders.rare.0", "orders.rare.1000"))))
        .containsExactly("m1000", "m2000", "m3000");
  }

  @Test
  void pages_of_a_filter_that_accepts_little_are_complete() {
    var topic = topic();
    for (int i = 1; i <= 3_000; i++) {
      topic.append(about(i % 1_000 == 0 ? "orders.rare" : "orders.common", "m" + i));
    }

    assertThat(TopicProbe.texts(topic.readAll(1, matching("orders.rare"))))
        .containsExactly("m1000", "m2000", "m3000");
  }

  @Test
  void a_filtered_page_ends_at_its_limit_and_loses_nothing() {
    var topic = topic();
    topic.appendAbout("a", "b", "a", "b", "a", "b");

    var first = topic.read(new Query(1, matching("orders.b"), 1, PLENTY));
    var rest = topic.readAll(first.next(), matching("orders.b"));

    assertThat(first.messages()).extracting(TopicMessage::sequence).containsExactly(2L);
    assertThat(rest).extracting(TopicMessage::sequence).containsExactly(4L, 6L);
  }

  @Test
  void earliest_is_the_oldest_that_is_kept() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    assertThat(topic.locate(Start.EARLIEST, SubjectFilter.ALL)).isEqualTo(1);
    topic.appendAbout("a", "b", "c");

    assertThat(topic.locate(Start.EARLIEST, SubjectFilter.ALL)).isEqualTo(2);
    assertThat(topic.locate(Start.EARLIEST, matching("orders.c"))).isBetween(2L, 3L);
  }

  @Test
  void latest_is_what_comes_next() {
    var topic = topic();
    assertThat(topic.locate(Start.LATEST, SubjectFilter.ALL)).isEqualTo(1);
    topic.appendAbout("a", "b");

    assertThat(topic.locate(Start.LATEST, SubjectFilter.ALL)).isEqualTo(3);
    assertThat(topic.locate(Start.LATEST, matching("orders.a"))).isEqualTo(3);
  }

  @Test
  void a_sequence_is_answered_as_it_was_asked_beyond_either_end_too() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.appendAbout("a", "b", "c");

    assertThat(topic.locate(new Start.AtSequence(1), SubjectFilter.ALL)).isEqualTo(1);
    assertThat(topic.locate(new Start.AtSequence(3), SubjectFilter.ALL)).isEqualTo(3);
    assertThat(topic.locate(new Start.AtSequence(3), matching("orders.b"))).isEqualTo(3);
    assertThat(topic.locate(new Start.AtSequence(1_000), SubjectFilter.ALL)).isEqualTo(1_000);
  }

  @Test
  void a_time_is_the_first_message_of_then_or_later() {
    var topic = topic();
    var begin = store().time().instant();
    topic.append("at 0");
    pass(ofSeconds(10));
    topic.append("at 10");
    topic.append("at 10 too");
    pass(ofSeconds(10));
    topic.append("at 20");

    assertThat(topic.locate(at(begin, -86_400_000), SubjectFilter.ALL)).isEqualTo(1);
    assertThat(topic.locate(at(begin, 0), SubjectFilter.ALL)).isEqualTo(1);
    assertThat(topic.locate(at(begin, 1), SubjectFilter.ALL)).isEqualTo(2);
    assertThat(topic.locate(at(begin, 10_000), SubjectFilter.ALL)).isEqualTo(2);
    assertThat(topic.locate(at(begin, 10_001), SubjectFilter.ALL)).isEqualTo(4);
    assertThat(topic.locate(at(begin, 20_001), SubjectFilter.ALL)).isEqualTo(5);
  }

  @Test
  void a_time_between_two_milliseconds_is_after_the_first() {
    var topic = topic();
    topic.append("at 0");
    pass(ofMillis(1));
    topic.append("at 1");

    var between = new Start.AtTime(TestTime.START.plusNanos(1));

    assertThat(topic.locate(between, SubjectFilter.ALL)).isEqualTo(2);
  }

  @Test
  void a_time_before_what_is_kept_is_the_oldest() {
    var topic = topic("orders", TopicSetup.maxMessages(1));
    topic.appendAbout("a", "b", "c");

    assertThat(topic.locate(at(TestTime.START, 0), SubjectFilter.ALL)).isEqualTo(3);
    pass(ofDays(30));
    assertThat(topic.locate(at(TestTime.START, 0), SubjectFilter.ALL)).isEqualTo(4);
  }

  @Test
  void the_last_n_are_counted_back_from_the_end() {
    var topic = topic();
    topic.appendAbout("a", "b", "c");

    assertThat(topic.locate(new Start.LastN(1), SubjectFilter.ALL)).isEqualTo(3);
    assertThat(topic.locate(new Start.LastN(3), SubjectFilter.ALL)).isEqualTo(1);
    assertThat(topic.locate(new Start.LastN(1_000_000), SubjectFilter.ALL)).isEqualTo(1);
  }

  @Test
  void the_last_n_are_those_that_the_filter_accepts() {
    var topic = topic();
    topic.appendAbout("a", "b", "a", "b", "a", "c", "c");

    var last =
        topic.readAll(topic.locate(new Start.LastN(2), matching("orders.a")), matching("orders.a"));
    var all =
        topic.readAll(topic.locate(new Start.LastN(9), matching("orders.b")), matching("orders.b"));

    assertThat(last).extracting(TopicMessage::sequence).containsExactly(3L, 5L);
    assertThat(all).extracting(TopicMessage::sequence).containsExactly(2L, 4L);
    assertThat(topic.locate(new Start.LastN(1), matching("orders.none"))).isBetween(1L, 8L);
  }

  @Test
  void the_last_n_of_several_patterns_are_counted_together() {
    var topic = topic();
    topic.appendAbout("a", "b", "c", "a", "c", "b", "c");
    var filter = anyOf("orders.a", "orders.b");

    var last = topic.readAll(topic.locate(new Start.LastN(3), filter), filter);
    var all = topic.readAll(topic.locate(new Start.LastN(9), filter), filter);

    assertThat(last).extracting(TopicMessage::sequence).containsExactly(2L, 4L, 6L);
    assertThat(all).extracting(TopicMessage::sequence).containsExactly(1L, 2L, 4L, 6L);
    assertThat(topic.locate(Start.LATEST, filter)).isEqualTo(8);
    assertThat(topic.readAll(topic.locate(Start.EARLIEST, filter), filter)).isEqualTo(all);
    assertThat(topic.locate(new Start.AtSequence(5), filter)).isEqualTo(5);
  }

  @Test
  void the_last_n_never_lie_before_what_is_kept() {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.appendAbout("a", "a", "a");

    assertThat(topic.locate(new Start.LastN(3), SubjectFilter.ALL)).isEqualTo(2);
    assertThat(topic.locate(new Start.LastN(3), matching("orders.a"))).isEqualTo(2);
  }

  @Test
  void every_start_of_an_empty_log_is_its_beginning() {
    var topic = topic();

    assertThat(topic.locate(new Start.LastN(5), SubjectFilter.ALL)).isEqualTo(1);
    assertThat(topic.locate(new Start.LastN(5), matching("orders.a"))).isEqualTo(1);
    assertThat(topic.locate(at(TestTime.START, 0), SubjectFilter.ALL)).isEqualTo(1);
  }

  private static Start at(Instant begin, long millis) {
    return new Start.AtTime(begin.plusMillis(millis));
  }
}
