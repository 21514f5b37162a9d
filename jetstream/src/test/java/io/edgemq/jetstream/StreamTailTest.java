package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamTail.Depth;
import io.nats.client.api.StreamConfiguration;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tail reads lost messages again. Only its own end of the connection breaks: the server goes on
/// sending into nowhere, as when a load balancer or a router forgets a connection.
@Timeout(180)
class StreamTailTest {
  private NatsServer server;
  private Wire wire;
  private Cluster sender;
  private Cluster reader;
  private StreamClient stream;

  @BeforeEach
  void open() throws Exception {
    server = NatsServer.start();
    wire = new Wire(URI.create(server.url()).getPort());
    sender = Cluster.connect(NatsConfig.of(server.url()));
    reader = Cluster.connect(NatsConfig.of("nats://127.0.0.1:" + wire.port()));
    stream = new StreamClient(sender, "T_x");
    sender
        .management()
        .addStream(
            StreamConfiguration.builder().name("T_x").subjects("t.x").allowDirect(true).build());
  }

  @AfterEach
  void close() {
    reader.close();
    sender.close();
    wire.close();
    server.close();
  }

  private void publish(int count, int bytes) {
    for (int i = 0; i < count; i++) {
      var message = new Outgoing("t.x", new MessageHeaders(), new byte[bytes]);
      assertThat(stream.publish(message, Condition.NONE)).isNotNull();
    }
  }

  /// Publishes three messages while the reader has lost its connection, and none can be made.
  private void publishIntoNowhere() throws Exception {
    wire.cut();
    wire.hangUpHalf();
    Await.until(() -> !reader.isConnected());
    publish(3, 1);
    wire.mend();
  }

  private static List<Long> read(StreamTail tail, int count) throws InterruptedException {
    var sequences = new ArrayList<Long>();
    while (sequences.size() < count) {
      sequences.addAll(readWithin(tail, Duration.ofSeconds(1)));
    }
    return sequences;
  }

  private static List<Long> readWithin(StreamTail tail, Duration wait) throws InterruptedException {
    try {
      return tail.next(wait).map(Entry::sequence).stream().toList();
    } catch (StoreException notYet) {
      Await.pause();
      return List.of();
    }
  }

  @Test
  void messages_during_a_lost_connection_are_read_before_later_ones() throws Exception {
    try (var tail = new StreamTail(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(tail, 1)).containsExactly(1L);

      publishIntoNowhere();
      Await.until(reader::isConnected);
      publish(1, 1);

      assertThat(read(tail, 4)).containsExactly(2L, 3L, 4L, 5L);
    }
  }

  @Test
  void messages_during_a_lost_connection_are_read_even_without_later_ones() throws Exception {
    try (var tail = new StreamTail(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(tail, 1)).containsExactly(1L);

      publishIntoNowhere();

      assertThat(read(tail, 3)).containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void a_doubt_restarts_reading_before_a_heartbeat_is_missing() throws Exception {
    var seldom = Duration.ofSeconds(14);
    try (var tail = new StreamTail(reader, "T_x", 1, Depth.WHOLE).withHeartbeat(seldom)) {
      publish(1, 1);
      assertThat(read(tail, 1)).containsExactly(1L);

      publishIntoNowhere();
      var delivered = new ArrayList<Long>();
      long until = System.nanoTime() + seldom.minusSeconds(2).toNanos();
      while (delivered.isEmpty() && System.nanoTime() - until < 0) {
        tail.doubt();
        delivered.addAll(readWithin(tail, Duration.ofMillis(200)));
      }

      assertThat(delivered).containsExactly(2L);
      assertThat(read(tail, 2)).containsExactly(3L, 4L);
    }
  }

  @Test
  void a_slow_reader_misses_nothing() throws Exception {
    int count = 120;
    try (var tail = new StreamTail(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(tail, 1)).containsExactly(1L);
      publish(count, 900 << 10);

      var rest = read(tail, count);

      assertThat(rest).hasSize(count).isSorted().doesNotHaveDuplicates().endsWith(count + 1L);
    }
  }

  @Test
  void an_interrupted_reader_leaves_no_consumer_at_the_server() throws Exception {
    var tail = new StreamTail(reader, "T_x", 1, StreamTail.Depth.WHOLE);
    publish(1, 1);
    assertThat(read(tail, 1)).containsExactly(1L);
    assertThat(consumers()).isEqualTo(1);

    Thread.currentThread().interrupt();
    tail.close();

    assertThat(Thread.interrupted()).isTrue();
    Await.until(() -> consumers() == 0);
  }

  private long consumers() {
    return stream.rawInfo().orElseThrow().getStreamState().getConsumerCount();
  }
}
