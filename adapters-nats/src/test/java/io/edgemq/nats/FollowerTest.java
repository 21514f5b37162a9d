package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.nats.Follower.Depth;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is lost on the way to a follower is read again. Its connection ends for it alone: the
/// server goes on sending, into nowhere, as when a balancer or a router forgets a connection.
@Timeout(180)
class FollowerTest {
  private NatsServer server;
  private Wire wire;
  private Cluster sender;
  private Cluster reader;
  private Stream stream;

  @BeforeEach
  void open() throws Exception {
    server = NatsServer.start();
    wire = new Wire(URI.create(server.url()).getPort());
    sender = Cluster.connect(NatsConfig.of(server.url()));
    reader = Cluster.connect(NatsConfig.of("nats://127.0.0.1:" + wire.port()));
    stream = new Stream(sender, "T_x");
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
      var message = new Outgoing("t.x", new Headers(), new byte[bytes]);
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

  private static List<Long> read(Follower follower, int count) throws InterruptedException {
    var sequences = new ArrayList<Long>();
    while (sequences.size() < count) {
      sequences.addAll(readWithin(follower, Duration.ofSeconds(1)));
    }
    return sequences;
  }

  private static List<Long> readWithin(Follower follower, Duration wait)
      throws InterruptedException {
    try {
      return follower.next(wait).map(Entry::sequence).stream().toList();
    } catch (StoreException notYet) {
      Await.pause();
      return List.of();
    }
  }

  @Test
  void what_came_while_the_connection_was_lost_is_read_before_what_came_after() throws Exception {
    try (var follower = new Follower(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(follower, 1)).containsExactly(1L);

      publishIntoNowhere();
      Await.until(reader::isConnected);
      publish(1, 1);

      assertThat(read(follower, 4)).containsExactly(2L, 3L, 4L, 5L);
    }
  }

  @Test
  void what_came_while_the_connection_was_lost_is_read_though_nothing_comes_after()
      throws Exception {
    try (var follower = new Follower(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(follower, 1)).containsExactly(1L);

      publishIntoNowhere();

      assertThat(read(follower, 3)).containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void who_knows_of_a_message_need_not_wait_for_the_heartbeat() throws Exception {
    var seldom = Duration.ofSeconds(14);
    try (var follower = new Follower(reader, "T_x", 1, Depth.WHOLE).withHeartbeat(seldom)) {
      publish(1, 1);
      assertThat(read(follower, 1)).containsExactly(1L);

      publishIntoNowhere();
      var heard = new ArrayList<Long>();
      long until = System.nanoTime() + seldom.minusSeconds(2).toNanos();
      while (heard.isEmpty() && System.nanoTime() - until < 0) {
        follower.doubt();
        heard.addAll(readWithin(follower, Duration.ofMillis(200)));
      }

      assertThat(heard).containsExactly(2L);
      assertThat(read(follower, 2)).containsExactly(3L, 4L);
    }
  }

  @Test
  void who_is_slower_than_what_comes_misses_nothing() throws Exception {
    int count = 120;
    try (var follower = new Follower(reader, "T_x", 1, Depth.WHOLE)) {
      publish(1, 1);
      assertThat(read(follower, 1)).containsExactly(1L);
      publish(count, 900 << 10);

      var rest = read(follower, count);

      assertThat(rest).hasSize(count).isSorted().doesNotHaveDuplicates().endsWith(count + 1L);
    }
  }

  @Test
  void who_is_interrupted_leaves_nothing_at_the_server() throws Exception {
    var follower = new Follower(reader, "T_x", 1, Follower.Depth.WHOLE);
    publish(1, 1);
    assertThat(read(follower, 1)).containsExactly(1L);
    assertThat(consumers()).isEqualTo(1);

    Thread.currentThread().interrupt();
    follower.close();

    assertThat(Thread.interrupted()).isTrue();
    Await.until(() -> consumers() == 0);
  }

  private long consumers() {
    return stream.info().orElseThrow().getStreamState().getConsumerCount();
  }
}
