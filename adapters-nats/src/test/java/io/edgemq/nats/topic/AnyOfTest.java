package io.edgemq.nats.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Readers that want what any of several patterns matches, of a topic with more messages than are
/// read at once.
@Timeout(180)
class AnyOfTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final int MESSAGES = 700;
  private static final List<String> SUBJECTS =
      List.of(
          "orders",
          "orders.eu",
          "orders.eu.new",
          "orders.us.new",
          "orders.us.old",
          "orders.eu.a.b");

  private static NatsServer server;
  private static NatsStore store;
  private static TopicLog log;

  @BeforeAll
  static void open() {
    server = NatsServer.roomy();
    store = NatsStore.open(NatsConfig.of(server.url()), new TestTime());
    log = store.topicLog();
    store
        .topicCatalog()
        .create(TENANT, new Topic(ORDERS.name(), TopicConfig.DEFAULT, TestTime.START));
    var messages =
        LongStream.rangeClosed(1, MESSAGES)
            .mapToObj(i -> TestMessages.about(subject(i), "m" + i))
            .toList();
    assertThat(log.append(ORDERS, messages)).isInstanceOf(TopicLog.Appended.class);
  }

  @AfterAll
  static void close() {
    store.close();
    server.close();
  }

  /// One of each kind in turn, and those of the last kind only near the beginning.
  private static String subject(long sequence) {
    int kind = (int) (sequence % SUBJECTS.size());
    return kind == 5 && sequence > 20 ? "orders.other" : SUBJECTS.get(kind);
  }

  static Stream<SubjectFilter> filters() {
    return Stream.of(
            List.of("orders.eu.new", "orders.us.*"),
            List.of("orders.*.new", "orders.us.*"), // two that match one message
            List.of("orders", "orders.us.old"),
            List.of("orders.eu", "orders.us.>"),
            List.of("orders.eu.a.b", "orders.eu.a.c"), // few, and long ago
            List.of("orders.none", "orders.eu.none"),
            List.of("orders.eu", "orders.us.new", "orders.*.a.*"))
        .map(patterns -> new SubjectFilter.AnyOf(patterns.stream().map(Pattern::new).toList()));
  }

  private static List<Long> accepted(SubjectFilter filter) {
    return LongStream.rangeClosed(1, MESSAGES)
        .filter(i -> filter.accepts(new Subject(subject(i))))
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void pages_have_all_that_is_accepted_and_nothing_else(SubjectFilter filter) {
    for (int limit : List.of(1, 7, 1_000)) {
      var found = new ArrayList<Long>();
      long next = 1;
      while (next <= MESSAGES) {
        var query = new TopicLog.Query(next, filter, limit, 1 << 20);
        var page = (TopicLog.Page) log.read(ORDERS, query);
        assertThat(page.messages()).hasSizeLessThanOrEqualTo(limit);
        assertThat(page.next()).isGreaterThan(next);
        page.messages().stream().map(TopicMessage::sequence).forEach(found::add);
        next = page.next();
      }
      assertThat(found).isEqualTo(accepted(filter));
      assertThat(next).isEqualTo(MESSAGES + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void a_page_ends_after_its_bytes(SubjectFilter filter) {
    var page = (TopicLog.Page) log.read(ORDERS, new TopicLog.Query(1, filter, 1_000, 1));

    assertThat(page.messages()).hasSize(accepted(filter).isEmpty() ? 0 : 1);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void the_last_ones_are_found_and_counted(SubjectFilter filter) {
    var accepted = accepted(filter);
    for (int count : List.of(1, 2, 5, 300, 1_000)) {
      long expected = accepted.size() < count ? 1 : accepted.get(accepted.size() - count);
      assertThat(log.locate(ORDERS, new Start.LastN(count), filter).orElseThrow().sequence())
          .isEqualTo(expected);
    }
    for (long from : List.of(1L, 10L, 345L, (long) MESSAGES)) {
      long left = accepted.stream().filter(sequence -> sequence >= from).count();
      assertThat(log.count(ORDERS, from, filter, 10_000)).isEqualTo(left);
      assertThat(log.count(ORDERS, from, filter, 1)).isLessThanOrEqualTo(1);
    }
  }
}
