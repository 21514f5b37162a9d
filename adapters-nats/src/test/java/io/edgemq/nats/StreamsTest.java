package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.nats.client.impl.Headers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StreamsTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private NatsServer server;
  private Cluster cluster;
  private Streams streams;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    streams = new Streams(cluster);
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private static Existing<Topic> topic(Placement placement, long incarnation) {
    var config =
        new TopicConfig(
            TopicConfig.DEFAULT.retention(), null, 5L, TopicConfig.DEFAULT.storage(), placement);
    return new Existing<>(new Topic(ORDERS.name(), config, Instant.EPOCH), incarnation);
  }

  private static Existing<Queue> queue(long incarnation) {
    return new Existing<>(
        new Queue(JOBS.name(), QueueConfig.standard(1_000), Instant.EPOCH), incarnation);
  }

  private static Outgoing message(String subject) {
    return new Outgoing(subject, new Headers(), new byte[] {1});
  }

  @Test
  void what_was_left_over_of_an_earlier_topic_is_gone() {
    var stream = new Stream(cluster, StreamNames.topic(ORDERS));
    assertThat(streams.createTopic(ORDERS, topic(Placement.DEFAULT, 1)))
        .isEqualTo(new Placing.Placed());
    var unused = stream.publish(message("t.acme__orders"), Condition.NONE);

    var again = streams.createTopic(ORDERS, topic(Placement.DEFAULT, 2));

    assertThat(again).isEqualTo(new Placing.Placed());
    assertThat(stream.publish(message("t.acme__orders"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
  }

  @Test
  void who_was_slow_changes_nothing_of_what_was_made_anew() {
    assertThat(streams.createQueue(JOBS, queue(2))).isEqualTo(new Placing.Placed());

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> streams.updateQueue(JOBS, queue(1)));

    var stream = new Stream(cluster, StreamNames.queue(JOBS, 2));
    assertThat(stream.publish(message("q.acme__jobs.2.sent"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(streams.updateQueue(JOBS, queue(2))).isEqualTo(new Placing.Placed());
  }

  @Test
  void one_server_is_no_place_for_five_replicas() {
    var result = streams.createTopic(ORDERS, topic(new Placement(5, "auto"), 1));

    assertThat(result).isInstanceOf(Placing.Unplaceable.class);
    assertThat(((Placing.Unplaceable) result).missing()).contains("5 servers");
  }

  @Test
  void a_queue_has_streams_for_messages_and_decisions_until_it_is_removed() {
    assertThat(streams.createQueue(JOBS, queue(7))).isEqualTo(new Placing.Placed());
    var messages = new Stream(cluster, StreamNames.queue(JOBS, 7));
    var ledger = new Stream(cluster, StreamNames.ledger(JOBS, 7));
    assertThat(messages.publish(message("q.acme__jobs.7.sent"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(ledger.publish(message("l.acme__jobs.7"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(streams.updateQueue(JOBS, queue(7))).isEqualTo(new Placing.Placed());

    streams.deleteQueue(JOBS, 7);

    assertThat(messages.info()).isEmpty();
    assertThat(ledger.info()).isEmpty();
  }

  @Test
  void who_is_late_does_not_remove_what_was_made_anew() {
    assertThat(streams.createQueue(JOBS, queue(7))).isEqualTo(new Placing.Placed());

    streams.deleteQueue(JOBS, 6);

    assertThat(new Stream(cluster, StreamNames.queue(JOBS, 7)).info()).isPresent();
  }

  @Test
  void the_streams_of_every_earlier_queue_of_that_name_are_removed_with_it() {
    assertThat(streams.createQueue(JOBS, queue(6))).isEqualTo(new Placing.Placed());
    assertThat(streams.createQueue(JOBS, queue(8))).isEqualTo(new Placing.Placed());
    assertThat(streams.createQueue(JOBS, queue(9))).isEqualTo(new Placing.Placed());

    streams.deleteQueue(JOBS, 8);

    assertThat(QueueStreams.messages(cluster, JOBS).name()).isEqualTo("Q_acme__jobs__9");
    assertThat(QueueStreams.ledger(cluster, JOBS).name()).isEqualTo("L_acme__jobs__9");
  }
}
