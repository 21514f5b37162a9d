package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.testkit.TestTime;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams in EdgeMQ's account that are somebody else's.
@Timeout(180)
class ForeignStreamTest {
  private static final TenantId TENANT = new TenantId("ac_me");

  private final Opened opened = new Opened();
  private Cluster cluster;
  private NatsStore store;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.start()).url());
    cluster = opened.add(Cluster.connect(config));
    store = opened.add(NatsStore.open(config, new TestTime()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  @Test
  void a_stream_of_somebody_else_with_the_same_subjects_is_told_and_the_name_is_free_again()
      throws Exception {
    foreign("theirs", "t.ac=me__news.>");
    var news = new Topic(new TopicName("news"), TopicConfig.DEFAULT, TestTime.START);

    assertThat(store.topicCatalog().create(TENANT, news)).isInstanceOf(TopicCatalog.Taken.class);

    assertThat(new StreamClient(cluster, "theirs").delete()).isTrue();
    assertThat(store.topicCatalog().create(TENANT, news)).isEqualTo(new TopicCatalog.Created());
  }

  @Test
  void removing_a_queue_leaves_the_streams_of_others_alone() throws Exception {
    foreign("theirs__1", "q.ac=me__more.>");
    var more = new Queue(new QueueName("more"), QueueConfig.standard(1_000), TestTime.START);

    assertThat(store.queueCatalog().create(TENANT, more)).isInstanceOf(QueueCatalog.Taken.class);

    assertThat(new StreamClient(cluster, "theirs__1").info()).isPresent();
  }

  private void foreign(String name, String subject) throws JetStreamApiException {
    var wanted = StreamConfiguration.builder().name(name).subjects(subject).build();
    Object made = cluster.administer(management -> management.addStream(wanted));
    assertThat(made).isNotNull();
  }

  @Test
  void a_stream_of_somebody_else_with_the_name_of_ours_is_not_replaced() throws Exception {
    foreign("T_ac=me__news", "elsewhere");
    var news = new Topic(new TopicName("news"), TopicConfig.DEFAULT, TestTime.START);

    assertThat(store.topicCatalog().create(TENANT, news)).isInstanceOf(TopicCatalog.Taken.class);

    assertThat(new StreamClient(cluster, "T_ac=me__news").info()).isPresent();
  }
}
