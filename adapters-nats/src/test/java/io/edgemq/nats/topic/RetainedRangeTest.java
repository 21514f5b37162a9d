package io.edgemq.nats.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The retained range when servers do not show all messages: they may lack some for a while.
@Timeout(180)
class RetainedRangeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TopicRef REF = new TopicRef(new TenantId("acme"), new TopicName("x"));

  private NatsServer server;
  private Cluster cluster;
  private StreamClient stream;
  private RetainedRange bounds;

  @BeforeEach
  void open() throws Exception {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()).withTimeout(Duration.ofSeconds(2)));
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder().name("T_x").subjects("t.x").allowDirect(true).build());
    stream = new StreamClient(cluster, "T_x");
    bounds = new RetainedRange(cluster, REF, stream);
  }

  @AfterEach
  void close() {
    bounds.close();
    cluster.close();
    server.close();
  }

  @Test
  void messages_that_no_server_shows_are_not_taken_for_old() {
    bounds.reaches(4);

    assertThatThrownBy(() -> bounds.at(NOW, TopicConfig.DEFAULT))
        .isInstanceOf(StoreException.Unavailable.class);
  }

  @Test
  void messages_that_the_stream_no_longer_has_are_gone() {
    stream.publish(new Outgoing("t.x", new MessageHeaders(), new byte[] {1}), Condition.NONE);
    stream.purgeBefore(2);
    bounds.reaches(1);

    assertThat(bounds.at(NOW, TopicConfig.DEFAULT)).isEqualTo(new LogBounds(2, 1));
  }
}
