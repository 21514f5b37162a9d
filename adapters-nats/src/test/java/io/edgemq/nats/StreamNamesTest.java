package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

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
  void a_pattern_becomes_the_servers() {
    var filter = new SubjectFilter.Matching(new Pattern("orders.*.created"));

    assertThat(StreamNames.filter(ORDERS, filter)).isEqualTo("t.acme__orders.*.created");
    assertThat(StreamNames.filter(ORDERS, new SubjectFilter.Matching(new Pattern("orders.ü.>"))))
        .isEqualTo("t.acme__orders.%C3%BC.>");
    assertThat(StreamNames.filter(ORDERS, SubjectFilter.ALL)).isEqualTo(">");
  }

  @Test
  void a_queue_has_two_streams() {
    assertThat(StreamNames.queue(queue("acme", "jobs"))).isEqualTo("Q_acme__jobs");
    assertThat(StreamNames.ledger(queue("acme", "jobs"))).isEqualTo("L_acme__jobs");
    assertThat(StreamNames.queueSubject(queue("acme", "jobs.fifo"), 7))
        .isEqualTo("q.acme__jobs=fifo.7");
    assertThat(StreamNames.ledgerSubject(queue("acme", "jobs"), 7)).isEqualTo("l.acme__jobs.7");
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
