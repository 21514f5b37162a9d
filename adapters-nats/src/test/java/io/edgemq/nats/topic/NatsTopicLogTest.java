package io.edgemq.nats.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.StorageType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicLog.Appended;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.ports.out.TopicReader.Ended;
import io.edgemq.ports.out.TopicReader.Messages;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cases outside the contract, which a single store cannot show: several adapters, and a lost
/// server.
@Timeout(180)
class NatsTopicLogTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef REF = new TopicRef(TENANT, new TopicName("orders"));
  private static final Duration LONG = Duration.ofSeconds(20);

  private final TestTime time = new TestTime();
  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore one;
  private NatsStore other;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.roomy());
    one = adapter();
    other = adapter();
  }

  private NatsStore adapter() {
    return opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private void make(TopicConfig config) {
    one.topicCatalog().create(TENANT, new Topic(REF.name(), config, time.instant()));
  }

  private static long append(NatsStore adapter, String text) {
    var appended =
        (Appended) adapter.topicLog().append(REF, List.of(TestMessages.about("orders", text)));
    return appended.entries().getFirst().sequence();
  }

  private static List<Long> sequences(TopicReader.Tail tail) {
    return ((Messages) tail).messages().stream().map(TopicMessage::sequence).toList();
  }

  @Test
  void a_reader_sees_what_another_adapter_appends() throws InterruptedException {
    make(TopicConfig.DEFAULT);
    try (var reader = other.topicLog().tail(REF, 1).orElseThrow()) {
      append(one, "a");

      assertThat(sequences(reader.next(10, LONG))).containsExactly(1L);
    }
  }

  @Test
  void a_message_that_the_servers_do_not_take_is_too_large_and_the_true_limit_is_told() {
    var small = opened.add(NatsServer.with("max_payload: 10000"));
    var store = opened.add(NatsStore.open(NatsConfig.of(small.url()), time));
    store.topicCatalog().create(TENANT, new Topic(REF.name(), TopicConfig.DEFAULT, time.instant()));

    var refused =
        store.topicLog().append(REF, List.of(TestMessages.about("orders", "x".repeat(10_000))));

    assertThat(refused).isInstanceOf(TopicLog.TooLarge.class);
    var limit = (int) ((TopicLog.TooLarge) refused).limit();
    assertThat(limit).isBetween(8_000, 9_000);
    assertThat(append(store, "x".repeat(limit))).isEqualTo(1);
    assertThat(
            store
                .topicLog()
                .append(REF, List.of(TestMessages.about("orders", "x".repeat(limit + 1)))))
        .isEqualTo(new TopicLog.TooLarge(limit + 1, limit));
  }

  @Test
  void messages_that_no_adapter_wrote_are_passed_over() throws InterruptedException {
    make(TopicConfig.DEFAULT);
    append(one, "a");
    var cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    var stream = new StreamClient(cluster, StreamNames.topic(REF));
    var subject = StreamNames.topicSubject(REF);
    for (var headers : List.of(new MessageHeaders(), new MessageHeaders().put("Mq-Time", "abc"))) {
      var unused = stream.publish(new Outgoing(subject, headers, new byte[1]), Condition.NONE);
    }
    append(one, "b");
    var third = adapter();

    for (var adapter : List.of(one, other, third)) {
      var page = new TopicLog.Query(1, SubjectFilter.ALL, 10, 1 << 20);
      var read = (TopicLog.Page) adapter.topicLog().read(REF, page);
      assertThat(read.messages()).extracting("sequence").containsExactly(1L, 4L);
      assertThat(adapter.topicLog().state(REF).orElseThrow().bounds())
          .isEqualTo(new LogBounds(1, 4));
      assertThat(
              adapter.topicLog().locate(REF, new Start.AtTime(TestTime.START), SubjectFilter.ALL))
          .isPresent();
      assertThat(adapter.topicLog().subjects(REF, Set.of(1L, 2L, 3L)).keySet()).containsExactly(1L);
      try (var reader = adapter.topicLog().tail(REF, 1).orElseThrow()) {
        assertThat(sequences(reader.next(1, LONG))).containsExactly(1L);
        assertThat(sequences(reader.next(1, LONG))).containsExactly(4L);
      }
    }
    assertThat(append(third, "c")).isEqualTo(5);
    assertThat(third.monitor().readings())
        .filteredOn(reading -> reading.name().equals("foreign_messages_total"))
        .extracting("value")
        .containsExactly(2.0);
  }

  @Test
  void a_topic_that_another_adapter_removes_ends_its_readers() throws InterruptedException {
    make(TopicConfig.DEFAULT);
    try (var reader = other.topicLog().tail(REF, 1).orElseThrow()) {
      assertThat(sequences(reader.next(10, Duration.ZERO))).isEmpty();

      one.topicCatalog().delete(REF);
      make(TopicConfig.DEFAULT);
      append(one, "of the successor");

      assertThat(reader.next(10, LONG)).isEqualTo(new Ended());
    }
  }

  @Test
  void messages_that_one_adapter_dropped_are_not_brought_back_by_another() {
    var brief = config(Duration.ofSeconds(60));
    make(brief);
    append(one, "old");
    time.advance(Duration.ofSeconds(60));

    one.topicCatalog().update(REF, brief, config(Duration.ofDays(1)));

    assertThat(other.topicLog().state(REF).orElseThrow().bounds()).isEqualTo(new LogBounds(2, 1));
  }

  private static TopicConfig config(Duration retention) {
    return new TopicConfig(
        retention, null, null, StorageType.FILE, TopicConfig.DEFAULT.placement());
  }

  @Test
  void a_reader_survives_a_restart_of_the_server() throws InterruptedException {
    make(TopicConfig.DEFAULT);
    var seen = new ArrayList<Long>();
    int failures = 0;
    try (var reader = one.topicLog().tail(REF, 1).orElseThrow()) {
      append(one, "a");
      seen.addAll(sequences(reader.next(10, LONG)));
      server.kill();
      while (failures == 0) {
        failures += failsOf(reader, seen);
      }

      server.restart();
      appendOnceConnected(TestMessages.keyedAbout("orders", "once", "b"));
      while (seen.size() < 2) {
        failures += failsOf(reader, seen);
      }
    }

    assertThat(seen).containsExactly(1L, 2L);
  }

  private static int failsOf(TopicReader reader, List<Long> seen) throws InterruptedException {
    try {
      seen.addAll(sequences(reader.next(10, Duration.ofSeconds(1))));
      return 0;
    } catch (StoreException lost) {
      Await.pause();
      return 1;
    }
  }

  private void appendOnceConnected(NewTopicMessage message) {
    Await.untilTold(() -> one.topicLog().append(REF, List.of(message)) instanceof Appended);
  }

  @Test
  void bytes_of_many_messages_are_counted_exactly() {
    make(
        new TopicConfig(
            Duration.ofDays(1), 30_000L, null, StorageType.FILE, config(LONG).placement()));
    IntStream.range(0, 50)
        .forEach(
            i -> {
              var batch =
                  IntStream.range(0, 100)
                      .mapToObj(j -> TestMessages.about("orders", "x".repeat(j % 10 + 1)))
                      .toList();
              one.topicLog().append(REF, batch);
            });

    var state = one.topicLog().state(REF).orElseThrow();
    var elsewhere = other.topicLog().state(REF).orElseThrow();

    // ten messages have 6 * 10 + 55 bytes, the tenth of them 16, the ninth 15 and so on
    assertThat(state.bounds().last()).isEqualTo(5_000);
    assertThat(state.bytes()).isBetween(30_000L - 16, 30_000L);
    assertThat(state.bytes()).isEqualTo(bytesFrom(state.bounds().first()));
    assertThat(elsewhere).isEqualTo(state);
  }

  private static long bytesFrom(long first) {
    return LongStream.rangeClosed(first, 5_000).map(s -> 6 + (s - 1) % 10 + 1).sum();
  }

  @Test
  void the_last_of_many_are_found_without_reading_them() {
    make(TopicConfig.DEFAULT);
    for (int i = 0; i < 20; i++) {
      var batch =
          IntStream.rangeClosed(1, 100)
              .mapToObj(j -> TestMessages.about(j == 50 ? "orders.rare" : "orders.common", "m"))
              .toList();
      one.topicLog().append(REF, batch);
    }
    var rare = new SubjectFilter.Matching(new Pattern("orders.rare"));

    var third = one.topicLog().locate(REF, new Start.LastN(3), rare).orElseThrow();
    var all = one.topicLog().locate(REF, new Start.LastN(1_000), rare).orElseThrow();

    assertThat(third.sequence()).isEqualTo(1_750);
    assertThat(all.sequence()).isLessThanOrEqualTo(50);
  }
}
