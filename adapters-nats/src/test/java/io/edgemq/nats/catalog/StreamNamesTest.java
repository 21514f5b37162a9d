package io.edgemq.nats.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.lease.MoveSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamNamesTest {
  private static final TopicRef ORDERS = topic("acme", "orders");

  private static TopicRef topic(String tenant, String name) {
    return new TopicRef(new TenantId(tenant), new TopicName(name));
  }

  private static QueueRef queue(String tenant, String name) {
    return new QueueRef(new TenantId(tenant), new QueueName(name));
  }

  @Test
  void a_topic_has_a_stream_and_a_subject() {
    assertThat(StreamNames.topic(ORDERS)).isEqualTo("T_acme__orders");
    assertThat(StreamNames.topicSubject(ORDERS)).isEqualTo("t.acme__orders");
  }

  @Test
  void the_servers_topic_has_names_without_a_dollar() {
    var events = new TopicRef(new TenantId("acme"), TopicName.EVENTS);
    var subject = new Subject("$events.subscription.s.paused");
    var filter = new SubjectFilter.Matching(new Pattern("$events.subscription.*.paused"));

    assertThat(StreamNames.topic(events)).isEqualTo("T_acme__=events");
    assertThat(StreamNames.topicOf("T_acme__=events")).contains(events);
    assertThat(StreamNames.subject(events, subject))
        .isEqualTo("t.acme__=events.subscription.s.paused");
    assertThat(StreamNames.subject(events, "t.acme__=events.subscription.s.paused"))
        .isEqualTo(subject);
    assertThat(StreamNames.filter(events, filter))
        .isEqualTo("t.acme__=events.subscription.*.paused");
    assertThat(CatalogRow.key(events)).isEqualTo("t.acme.=events");
    assertThat(CatalogRow.topic("t.acme.=events")).contains(events);
    assertThat(CatalogRow.label("t.acme.=events")).isEqualTo("acme/$events");
  }

  @Test
  void what_is_not_spelt_as_the_server_spells_it_is_no_topic() {
    assertThat(StreamNames.topicOf("T_acme__$events")).isEmpty();
    assertThat(StreamNames.topicOf("T_acme__=other")).isEmpty();
    assertThat(CatalogRow.topic("t.acme.$events")).isEmpty();
  }

  @Test
  void a_subject_is_translated_both_ways() {
    for (var text :
        List.of("orders", "orders.eu", "orders.größe.x", "orders.100%.%41", "orders.🚀")) {
      var subject = new Subject(text);

      assertThat(StreamNames.subject(ORDERS, StreamNames.subject(ORDERS, subject)))
          .isEqualTo(subject);
    }
    assertThat(StreamNames.subject(ORDERS, new Subject("orders.eu.created")))
        .isEqualTo("t.acme__orders.eu.created");
  }

  @Test
  void a_pattern_is_translated_to_the_servers_wildcards() {
    var filter = new SubjectFilter.Matching(new Pattern("orders.*.created"));

    assertThat(StreamNames.filter(ORDERS, filter)).isEqualTo("t.acme__orders.*.created");
    assertThat(StreamNames.filter(ORDERS, new SubjectFilter.Matching(new Pattern("orders.ü.>"))))
        .isEqualTo("t.acme__orders.%C3%BC.>");
    assertThat(StreamNames.filter(ORDERS, SubjectFilter.ALL)).isEqualTo(">");
  }

  @ParameterizedTest
  @CsvSource({
    "orders.eu.new orders.us.new, t.acme__orders.*.new",
    "orders.eu.new orders.us.*, t.acme__orders.*.*",
    "orders.eu orders.eu.new, t.acme__orders.>",
    "orders.a.eu orders.a.eu.new, t.acme__orders.a.>",
    "orders.a.eu.> orders.b.eu.x, t.acme__orders.*.eu.>",
    "orders.a.> orders.b, t.acme__orders.>",
    "orders.a.b.> orders.a.c, t.acme__orders.a.>",
    "orders orders.a.b, >",
  })
  void several_patterns_are_translated_to_one_that_covers_them(String patterns, String expected) {
    var all = Stream.of(patterns.split(" ")).map(Pattern::new).toList();

    assertThat(StreamNames.filter(ORDERS, new SubjectFilter.AnyOf(all))).isEqualTo(expected);
    assertThat(StreamNames.filter(ORDERS, new SubjectFilter.AnyOf(all.reversed())))
        .isEqualTo(expected);
  }

  @Test
  void a_queue_has_two_streams() {
    assertThat(StreamNames.queue(queue("acme", "jobs"), 7)).isEqualTo("Q_acme__jobs__7");
    assertThat(StreamNames.ledger(queue("acme", "jobs"), 7)).isEqualTo("L_acme__jobs__7");
    assertThat(StreamNames.sentSubject(queue("acme", "jobs.fifo"), 7))
        .isEqualTo("q.acme__jobs=fifo.7.sent");
    assertThat(StreamNames.ledgerSubject(queue("acme", "jobs"), 7)).isEqualTo("l.acme__jobs.7");
  }

  @Test
  void the_subject_of_a_moved_message_names_its_source() {
    var source = new MoveSource(new QueueName("jobs.fifo"), 7, 42, 1_000);

    var subject = StreamNames.movedSubject(queue("acme", "dead.fifo"), 9, source);

    assertThat(subject).isEqualTo("q.acme__dead=fifo.9.moved.jobs=fifo.7.42.1000");
    assertThat(StreamNames.source(subject)).contains(source);
    assertThat(StreamNames.source(StreamNames.sentSubject(queue("acme", "dead"), 9))).isEmpty();
  }

  @Test
  void no_two_queues_share_a_stream() {
    var names = List.of("a", "a_", "a__", "a__1", "a__1__1", "1", "_1", "__1", "1__1");
    var seen = new HashSet<String>();
    for (var tenant : List.of("a", "a_", "a__1")) {
      for (var name : names) {
        for (long incarnation : List.of(1L, 11L)) {
          var stream = StreamNames.queue(queue(tenant, name), incarnation);

          assertThat(seen.add(stream)).isTrue();
          assertThat(StreamNames.incarnation(stream)).isEqualTo(incarnation);
        }
      }
    }
  }

  /// Every tenant and name of up to three characters from an alphabet that invites confusion.
  @Test
  void no_two_resources_share_a_stream() {
    var names = List.of("a", "_", "-", "a_", "_a", "__", "a_a", "___", "_-", "-_", "a__", "__a");
    var seen = new HashMap<String, TopicRef>();
    for (var tenant : names) {
      for (var name : names) {
        var ref = topic(tenant, name);

        assertThat(seen.put(StreamNames.topic(ref), ref)).isNull();
      }
    }
  }
}
