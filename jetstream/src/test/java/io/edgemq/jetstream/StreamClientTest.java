package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamClient.Query;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StreamClientTest {
  private NatsServer server;
  private Cluster cluster;
  private StreamClient stream;

  @BeforeEach
  void open() throws IOException, JetStreamApiException {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder()
                .name("T_x")
                .subjects("t.x", "t.x.>")
                .allowDirect(true)
                .allowAtomicPublish(true)
                .build());
    stream = new StreamClient(cluster, "T_x");
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private static Outgoing message(String subject, String body) {
    return new Outgoing(subject, new MessageHeaders(), body.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> bodies(String filter) {
    return stream.read(new Query(1, filter, 100, 1 << 20)).entries().stream()
        .map(entry -> new String(entry.body(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void a_message_is_kept_at_the_next_sequence() {
    var first = stream.publish(message("t.x.a", "1"), Condition.NONE);
    var second = stream.publish(message("t.x.b", "2"), Condition.NONE);

    assertThat(first).isEqualTo(new Published.Kept(1));
    assertThat(second).isEqualTo(new Published.Kept(2));
    assertThat(bodies(">")).containsExactly("1", "2");
    assertThat(bodies("t.x.*")).containsExactly("1", "2");
    assertThat(bodies("t.x.b")).containsExactly("2");
  }

  @Test
  void a_known_id_is_not_stored_again() {
    stream.publish(message("t.x", "1"), Condition.id("k"));

    var again = stream.publish(message("t.x", "2"), Condition.id("k"));

    assertThat(again).isEqualTo(new Published.Known(1));
    assertThat(bodies(">")).containsExactly("1");
  }

  @Test
  void a_publisher_that_expects_another_end_stores_nothing() {
    stream.publish(message("t.x", "1"), Condition.last(0));

    var behind = stream.publish(message("t.x", "2"), Condition.last(0));

    assertThat(behind).isEqualTo(new Published.Behind());
    assertThat(stream.publish(message("t.x", "3"), Condition.last(1)))
        .isEqualTo(new Published.Kept(2));
  }

  @Test
  void a_batch_is_stored_whole_or_not_at_all() {
    var two = List.of(message("t.x", "1"), message("t.x.y", "2"));

    var kept = stream.publish(two, List.of(Condition.last(0), Condition.id("k")));
    var known = stream.publish(two, List.of(Condition.NONE, Condition.id("k")));
    var behind = stream.publish(two, List.of(Condition.last(0), Condition.NONE));

    assertThat(kept).isEqualTo(new Published.Kept(2));
    assertThat(known).isEqualTo(new Published.Known(0));
    assertThat(behind).isEqualTo(new Published.Behind());
    assertThat(bodies(">")).containsExactly("1", "2");
  }

  @Test
  void a_message_is_found_by_its_sequence_and_the_last_one_by_its_subject() {
    stream.publish(message("t.x.a", "1"), Condition.NONE);
    stream.publish(message("t.x.a", "2"), Condition.NONE);

    assertThat(stream.get(1).map(Entry::subject)).contains("t.x.a");
    assertThat(stream.last("t.x.a").map(Entry::sequence)).contains(2L);
    assertThat(stream.get(3)).isEmpty();
    assertThat(stream.last("t.x.b")).isEmpty();
  }

  @Test
  void purged_messages_are_gone_and_sequences_continue() {
    stream.publish(message("t.x", "1"), Condition.NONE);
    stream.publish(message("t.x", "2"), Condition.NONE);

    stream.purgeBefore(3);

    assertThat(bodies(">")).isEmpty();
    assertThat(stream.publish(message("t.x", "3"), Condition.NONE))
        .isEqualTo(new Published.Kept(3));
    assertThat(stream.delete()).isTrue();
    assertThat(stream.info()).isEmpty();
  }

  @Test
  void a_message_too_large_for_the_server_is_not_sent() {
    var large = new Outgoing("t.x", new MessageHeaders(), new byte[(4 << 20) + 1]);

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> stream.publish(large, Condition.NONE));

    assertThat(stream.publish(message("t.x", "1"), Condition.NONE))
        .isEqualTo(new Published.Kept(1));
  }

  @Test
  void a_part_ends_at_its_limit() {
    for (int i = 0; i < 5; i++) {
      stream.publish(message("t.x", "m" + i), Condition.NONE);
    }

    var part = stream.read(new Query(2, ">", 3, 1 << 20));
    var rest = stream.read(new Query(5, ">", 3, 1 << 20));
    var none = stream.read(new Query(6, ">", 3, 1 << 20));

    assertThat(part.entries()).extracting(Entry::sequence).containsExactly(2L, 3L, 4L);
    assertThat(part.complete()).isFalse();
    assertThat(rest.entries()).hasSize(1);
    assertThat(rest.complete()).isTrue();
    assertThat(none.entries()).isEmpty();
    assertThat(none.complete()).isTrue();
  }

  @Test
  void a_missing_stream_is_reported() {
    var other = new StreamClient(cluster, "T_none");

    assertThat(other.info()).isEmpty();
    assertThat(other.delete()).isFalse();
    assertThatExceptionOfType(StoreException.NoResponders.class)
        .isThrownBy(() -> other.publish(message("t.none", "1"), Condition.NONE));
  }

  @Test
  void a_tail_reads_each_message_once_across_a_restart_of_the_server() throws Exception {
    try (var tail = new StreamTail(cluster, "T_x", 1, StreamTail.Depth.WHOLE)) {
      stream.publish(message("t.x", "1"), Condition.NONE);
      assertThat(next(tail).sequence()).isEqualTo(1);

      server.kill();
      server.restart();
      publishOnceConnected("2");

      assertThat(next(tail).sequence()).isEqualTo(2);
    }
  }

  private static Entry next(StreamTail tail) throws InterruptedException {
    while (true) {
      try {
        var entry = tail.next(Duration.ofSeconds(1));
        if (entry.isPresent()) {
          return entry.get();
        }
      } catch (StoreException notYet) {
        Await.pause();
      }
    }
  }

  private void publishOnceConnected(String body) {
    var message = message("t.x", body);
    Await.untilTold(() -> stream.publish(message, Condition.id(body)) != null);
  }

  @Test
  void without_a_server_calls_fail_at_once_as_unavailable() {
    server.kill();
    Await.until(() -> !cluster.isConnected());

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> stream.publish(message("t.x", "1"), Condition.NONE));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> stream.read(new Query(1, ">", 1, 1)));
  }
}
