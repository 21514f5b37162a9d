package io.edgemq.nats.catalog;

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
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.nats.queue.QueueStreams;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ResourceStreamsTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  private NatsServer server;
  private Cluster cluster;
  private ResourceStreams streams;

  @BeforeEach
  void open() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    streams = new ResourceStreams(cluster);
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private static Incarnated<Topic> topic(Placement placement, long incarnation) {
    var config =
        new TopicConfig(
            TopicConfig.DEFAULT.retention(), null, 5L, TopicConfig.DEFAULT.storage(), placement);
    return new Incarnated<>(new Topic(ORDERS.name(), config, Instant.EPOCH), incarnation);
  }

  private static Incarnated<Queue> queue(long incarnation) {
    return new Incarnated<>(
        new Queue(JOBS.name(), QueueConfig.standard(1_000), Instant.EPOCH), incarnation);
  }

  private static Outgoing message(String subject) {
    return new Outgoing(subject, new MessageHeaders(), new byte[] {1});
  }

  @Test
  void a_leftover_of_an_earlier_topic_is_removed() {
    var stream = new StreamClient(cluster, StreamNames.topic(ORDERS));
    assertThat(streams.createTopic(ORDERS, topic(Placement.DEFAULT, 1)))
        .isEqualTo(new StreamPlacement.Placed());
    var unused = stream.publish(message("t.acme__orders"), Condition.NONE);

    var again = streams.createTopic(ORDERS, topic(Placement.DEFAULT, 2));

    assertThat(again).isEqualTo(new StreamPlacement.Placed());
    assertThat(stream.publish(message("t.acme__orders"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
  }

  @Test
  void a_late_caller_does_not_change_a_recreated_stream() {
    assertThat(streams.createQueue(JOBS, queue(2))).isEqualTo(new StreamPlacement.Placed());

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> streams.updateQueue(JOBS, queue(1)));

    var stream = new StreamClient(cluster, StreamNames.queue(JOBS, 2));
    assertThat(stream.publish(message("q.acme__jobs.2.sent"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(streams.updateQueue(JOBS, queue(2))).isEqualTo(new StreamPlacement.Placed());
  }

  @Test
  void one_server_cannot_place_five_replicas() {
    var result = streams.createTopic(ORDERS, topic(new Placement(5, "auto"), 1));

    assertThat(result).isInstanceOf(StreamPlacement.Unplaceable.class);
    assertThat(((StreamPlacement.Unplaceable) result).missing()).contains("5 servers");
  }

  @Test
  void a_queue_has_a_message_stream_and_a_ledger_until_it_is_removed() {
    assertThat(streams.createQueue(JOBS, queue(7))).isEqualTo(new StreamPlacement.Placed());
    var messages = new StreamClient(cluster, StreamNames.queue(JOBS, 7));
    var ledger = new StreamClient(cluster, StreamNames.ledger(JOBS, 7));
    assertThat(messages.publish(message("q.acme__jobs.7.sent"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(ledger.publish(message("l.acme__jobs.7"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
    assertThat(streams.updateQueue(JOBS, queue(7))).isEqualTo(new StreamPlacement.Placed());

    streams.deleteQueue(JOBS, 7);

    assertThat(messages.info()).isEmpty();
    assertThat(ledger.info()).isEmpty();
  }

  @Test
  void a_late_caller_does_not_remove_a_recreated_stream() {
    assertThat(streams.createQueue(JOBS, queue(7))).isEqualTo(new StreamPlacement.Placed());

    streams.deleteQueue(JOBS, 6);

    assertThat(new StreamClient(cluster, StreamNames.queue(JOBS, 7)).info()).isPresent();
  }

  @Test
  void the_streams_of_every_earlier_queue_of_that_name_are_removed_with_it() {
    assertThat(streams.createQueue(JOBS, queue(6))).isEqualTo(new StreamPlacement.Placed());
    assertThat(streams.createQueue(JOBS, queue(8))).isEqualTo(new StreamPlacement.Placed());
    assertThat(streams.createQueue(JOBS, queue(9))).isEqualTo(new StreamPlacement.Placed());

    streams.deleteQueue(JOBS, 8);

    assertThat(QueueStreams.messages(cluster, JOBS).name()).isEqualTo("Q_acme__jobs__9");
    assertThat(QueueStreams.ledger(cluster, JOBS).name()).isEqualTo("L_acme__jobs__9");
  }
}
