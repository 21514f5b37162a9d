package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams that somebody removes behind EdgeMQ's back.
@Timeout(180)
class LostStreamTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final TopicRef NEWS = new TopicRef(TENANT, new TopicName("news"));
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private static final QueueConfig STANDARD = QueueConfig.standard(1_000);

  private final Opened opened = new Opened();
  private Cluster cluster;
  private NatsStore one;
  private NatsStore other;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    var config = NatsConfig.of(server.url());
    cluster = opened.add(Cluster.connect(config));
    one = opened.add(NatsStore.open(config, new TestTime()));
    other = opened.add(NatsStore.open(config, new TestTime()));
    one.topicCatalog().create(TENANT, topic(ORDERS));
    one.topicCatalog().create(TENANT, topic(NEWS));
    one.queueCatalog().create(TENANT, queue());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static Topic topic(TopicRef ref) {
    return new Topic(ref.name(), TopicConfig.DEFAULT, TestTime.START);
  }

  private static Queue queue() {
    return new Queue(JOBS.name(), STANDARD, TestTime.START);
  }

  private void lose(String stream) {
    assertThat(new StreamClient(cluster, stream).delete()).isTrue();
  }

  private String streamOf(String prefix) {
    return new StreamAdmin(cluster)
        .names().stream().filter(name -> name.startsWith(prefix)).findFirst().orElseThrow();
  }

  private static TopicLog.AppendResult publish(NatsStore store, TopicRef topic) {
    var message = TestMessages.about(topic.name().value(), "message");
    return store.topicLog().append(topic, List.of(message));
  }

  private static TopicLog.ReadResult read(NatsStore store, TopicRef topic) {
    var query = new TopicLog.Query(1, new SubjectFilter.All(), 10, 1_000_000);
    return store.topicLog().read(topic, query);
  }

  private static List<Impairment> impairments(NatsStore store) {
    return store.monitor().health() instanceof Health.Up(var impairments) ? impairments : List.of();
  }

  @Test
  void a_topic_whose_stream_is_gone_is_damaged_and_not_missing() {
    publish(one, ORDERS);
    lose("T_acme__orders");

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> read(one, ORDERS))
        .withMessage("T_acme__orders");
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> publish(one, ORDERS))
        .withMessage("T_acme__orders");
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> other.topicLog().state(ORDERS));
  }

  @Test
  void the_monitor_says_which_stream_is_gone_and_other_topics_serve() {
    lose("T_acme__orders");

    one.topicCatalog().find(ORDERS);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> publish(one, ORDERS));

    Await.until(() -> impairments(one).equals(List.of(new Impairment.Damaged("T_acme__orders"))));
    assertThat(publish(one, NEWS)).isInstanceOf(TopicLog.Appended.class);
    assertThat(one.topicCatalog().list(TENANT, new Paging(null, 9)).items()).hasSize(2);
  }

  @Test
  void creating_a_topic_again_makes_its_lost_stream_anew_behind_the_former_sequences() {
    publish(one, ORDERS);
    publish(other, ORDERS);
    lose("T_acme__orders");
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> publish(one, ORDERS));

    assertThat(one.topicCatalog().create(TENANT, topic(ORDERS)))
        .isEqualTo(new TopicCatalog.Exists(topic(ORDERS)));

    var stored = ((TopicLog.Appended) publish(other, ORDERS)).entries().getFirst();
    assertThat(stored.sequence()).isGreaterThan(2);
    var page = (TopicLog.Page) read(one, ORDERS);
    assertThat(page.bounds().first()).isEqualTo(stored.sequence());
    assertThat(page.messages()).hasSize(1);
    Await.until(() -> impairments(one).isEmpty());
  }

  @Test
  void a_reader_goes_on_with_the_new_stream_of_its_topic() throws Exception {
    publish(one, ORDERS);
    try (var reader = one.topicLog().tail(ORDERS, 2).orElseThrow()) {
      lose("T_acme__orders");
      other.topicCatalog().create(TENANT, topic(ORDERS));
      var stored = ((TopicLog.Appended) publish(other, ORDERS)).entries().getFirst();

      Await.until(() -> arrives(reader, stored.sequence()));
    }
  }

  private static boolean arrives(TopicReader reader, long sequence) {
    try {
      return reader.next(1, Duration.ofSeconds(2))
              instanceof TopicReader.Messages(var messages, var _)
          && !messages.isEmpty()
          && messages.getFirst().sequence() == sequence;
    } catch (StoreException away) {
      return false;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void a_change_of_a_damaged_topic_is_refused_and_its_removal_is_not() {
    lose("T_acme__orders");
    var wanted =
        new TopicConfig(
            Duration.ofDays(1),
            null,
            null,
            TopicConfig.DEFAULT.storage(),
            TopicConfig.DEFAULT.placement());

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> one.topicCatalog().update(ORDERS, TopicConfig.DEFAULT, wanted))
        .withMessage("T_acme__orders");
    assertThat(one.topicCatalog().delete(ORDERS)).isTrue();
    assertThat(read(other, ORDERS)).isEqualTo(new TopicLog.NoSuchTopic());
  }

  @Test
  void a_damaged_topic_that_is_removed_and_made_again_uses_no_sequence_again() {
    publish(one, ORDERS);
    publish(one, ORDERS);
    lose("T_acme__orders");

    one.topicCatalog().delete(ORDERS);
    one.topicCatalog().create(TENANT, topic(ORDERS));

    var stored = ((TopicLog.Appended) publish(one, ORDERS)).entries().getFirst();
    assertThat(stored.sequence()).isGreaterThan(2);
  }

  @Test
  void a_topic_that_is_made_anew_twice_within_a_moment_uses_no_sequence_again() {
    long before = 0;
    for (int i = 0; i < 2; i++) {
      lose("T_acme__orders");
      one.topicCatalog().create(TENANT, topic(ORDERS));
      var burst = Collections.nCopies(500, TestMessages.about("orders", "message"));
      for (int j = 0; j < 10; j++) {
        var stored = (TopicLog.Appended) one.topicLog().append(ORDERS, burst);
        assertThat(stored.entries().getFirst().sequence()).isGreaterThan(before);
        before = stored.entries().getLast().sequence();
      }
    }
  }

  @Test
  void a_topic_that_was_removed_is_missing_and_not_damaged() {
    publish(one, ORDERS);
    publish(other, ORDERS);

    one.topicCatalog().delete(ORDERS);

    assertThat(read(other, ORDERS)).isEqualTo(new TopicLog.NoSuchTopic());
    assertThat(publish(one, ORDERS)).isEqualTo(new TopicLog.NoSuchTopic());
  }

  @Test
  void creating_a_queue_again_makes_its_lost_messages_stream_anew() throws Exception {
    send(one);
    assertThat(receive(one)).hasSize(1);
    lose(streamOf("Q_"));

    assertThat(other.queueCatalog().create(TENANT, queue()))
        .isEqualTo(new QueueCatalog.Exists(queue()));

    send(other);
    Await.until(() -> gotAndSettled(one));
    assertThat(receive(other)).isEmpty();
  }

  @Test
  void creating_a_queue_again_makes_its_lost_ledger_anew_and_keeps_its_messages() throws Exception {
    send(one);
    lose(streamOf("L_"));

    assertThat(one.queueCatalog().create(TENANT, queue()))
        .isEqualTo(new QueueCatalog.Exists(queue()));

    Await.until(() -> gotAndSettled(other));
    assertThat(receive(one)).isEmpty();
  }

  private static void send(NatsStore store) {
    assertThat(store.queueStore().send(JOBS, List.of(TestMessages.message("job"))))
        .isInstanceOf(QueueStore.Sent.class);
  }

  private static List<?> receive(NatsStore store) throws InterruptedException {
    var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ZERO);
    return ((QueueStore.Received) store.queueStore().receive(JOBS, request)).messages();
  }

  private static boolean gotAndSettled(NatsStore store) {
    try {
      var request = new ReceiveRequest(1, Duration.ofHours(1), Duration.ofSeconds(2));
      var received = (QueueStore.Received) store.queueStore().receive(JOBS, request);
      if (received.messages().isEmpty()) {
        return false;
      }
      var ack = new Settlement.Ack(received.messages().getFirst().lease().handle());
      return store.queueStore().settle(JOBS, List.of(ack)) instanceof QueueStore.Settled;
    } catch (StoreException notYet) {
      return false;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
