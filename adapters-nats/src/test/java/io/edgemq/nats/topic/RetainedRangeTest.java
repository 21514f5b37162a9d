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
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TopicSetup;
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
            StreamConfiguration.builder()
                .name("T_x")
                .subjects("t.x", StreamNames.topicSubject(REF))
                .allowDirect(true)
                .build());
    stream = new StreamClient(cluster, "T_x");
    bounds = new RetainedRange(cluster, REF, stream, StampLimit.NONE);
  }

  @AfterEach
  void close() {
    bounds.close();
    cluster.close();
    server.close();
  }

  private void publish(String text) {
    var message = TestMessages.about("x", text);
    stream.publish(TopicFormat.outgoing(REF, message, NOW.toEpochMilli()), Condition.NONE);
  }

  /// How many read the stream through a consumer, as who reads headers does.
  private long readers() {
    return stream.rawInfo().orElseThrow().getStreamState().getConsumerCount();
  }

  @Test
  void what_is_known_without_counting_reads_no_headers() {
    publish("0123456789");
    publish("0123456789");
    publish("0123456789");
    bounds.reaches(3);
    var config = TopicSetup.maxBytes(25);

    assertThat(bounds.knownAt(NOW, config)).isEqualTo(new LogBounds(1, 3));
    assertThat(readers()).isZero();

    assertThat(bounds.at(NOW, config)).isEqualTo(new LogBounds(2, 3));
    assertThat(readers()).as("who counts").isPositive();
    assertThat(bounds.knownAt(NOW, config)).isEqualTo(new LogBounds(2, 3));
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
