package io.edgemq.kvbridge;

import static io.edgemq.kvbridge.Feeds.INCARNATION;
import static io.edgemq.kvbridge.Feeds.next;
import static io.edgemq.kvbridge.Feeds.read;
import static io.edgemq.kvbridge.Feeds.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeed.Ended;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Feeds of buckets of ours.
@Timeout(120)
class KvBridgeTest {
  private static final String STREAM = "KV_acme__prices";

  private final Opened opened = new Opened();
  private Cluster cluster;
  private KvBridge bridge;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.roomy());
    var config = NatsConfig.of(server.url());
    cluster = opened.add(Cluster.connect(config));
    bridge = opened.add(KvBridge.open(config));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private StreamClient bucket(int history) throws Exception {
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder()
                .name(STREAM)
                .subjects("$KV.acme__prices.>")
                .maxMessagesPerSubject(history)
                .allowDirect(true)
                .allowRollup(true)
                .denyDelete(true)
                .metadata(
                    Map.of(
                        "edgemq-kv-made",
                        Long.toString(INCARNATION),
                        "edgemq-kv-history",
                        Integer.toString(history)))
                .build());
    return new StreamClient(cluster, STREAM);
  }

  private static long write(StreamClient stream, String key, String value) {
    return write(stream, key, value, new MessageHeaders());
  }

  private static long write(StreamClient stream, String key, String value, MessageHeaders headers) {
    var message =
        new Outgoing("$KV.acme__prices." + key, headers, value.getBytes(StandardCharsets.UTF_8));
    return ((Published.Kept) stream.publish(message, Condition.NONE)).sequence();
  }

  private BucketFeed feed(Source source, long after) {
    return opened.add(bridge.open(stream(source), after).orElseThrow());
  }

  @Test
  void every_write_of_a_bucket_of_ours_comes_in_order() throws Exception {
    var stream = bucket(1);
    write(stream, "a", "one");
    var feed = feed(Source.OWN, 0);
    write(stream, "a", "two");
    write(stream, "b", "three");
    write(stream, "a", "", new MessageHeaders().put("KV-Operation", "DEL"));

    assertThat(read(feed, 4)).containsExactly("1 a one", "2 a two", "3 b three", "4 a delete");
  }

  @Test
  void reading_begins_behind_a_revision() throws Exception {
    var stream = bucket(5);
    write(stream, "a", "one");
    write(stream, "a", "two");

    assertThat(read(feed(Source.OWN, 1), 1)).containsExactly("2 a two");
  }

  @Test
  void what_is_gone_and_what_is_none_of_ours_is_told_as_one_loss() throws Exception {
    var stream = bucket(1);
    for (int i = 0; i < 3; i++) {
      write(stream, "a", "v" + i);
    }
    write(stream, "~odd~", "x");
    write(stream, "b", "y");

    assertThat(read(feed(Source.OWN, 0), 3))
        .containsExactly("lost 1..2", "3 a v2", "lost 4..4", "5 b y");
  }

  @Test
  void what_is_gone_at_the_end_is_told_too() throws Exception {
    var stream = bucket(1);
    write(stream, "a", "one");
    stream.purgeBefore(2);

    assertThat(read(feed(Source.OWN, 0), 1)).containsExactly("lost 1..1");
  }

  @Test
  void nothing_beyond_the_history_is_kept_behind_the_mark() throws Exception {
    var stream = bucket(2);
    var feed = feed(Source.OWN, 0);
    for (int i = 1; i <= 6; i++) {
      write(stream, i == 3 ? "b" : "a", "v" + i);
    }
    read(feed, 6);
    assertThat(stream.info().orElseThrow().messages()).isEqualTo(6);

    feed.trim(5);

    // the key has 1, 2, 4, 5 and 6: what counts at 5 stays, and so does what is not told yet
    assertThat(stream.read(new StreamClient.Query(1, ">", 10, 1 << 20)).entries())
        .extracting(io.edgemq.jetstream.Entry::sequence)
        .containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void the_end_gives_the_bucket_its_limit_back() throws Exception {
    var stream = bucket(1);
    feed(Source.OWN, 0);
    write(stream, "a", "one");
    write(stream, "a", "two");
    assertThat(stream.info().orElseThrow().messages()).isEqualTo(2);

    bridge.end(stream(Source.OWN));

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(1);
    bridge.end(stream(Source.OWN));
  }

  @Test
  void a_removed_bucket_is_read_to_its_end_and_then_deleted() throws Exception {
    var stream = bucket(1);
    var feed = feed(Source.OWN, 0);
    write(stream, "a", "one");
    var configuration = stream.rawInfo().orElseThrow().getConfiguration();
    var unused =
        cluster
            .management()
            .updateStream(StreamConfiguration.builder(configuration).seal().build());

    assertThat(read(feed, 1)).containsExactly("1 a one");
    feed.trim(1);
    assertThat(next(feed)).isEqualTo(new Ended());
    assertThat(bridge.open(stream(Source.OWN), 1)).isEmpty();
    bridge.end(stream(Source.OWN));
    assertThat(stream.info()).isEmpty();
    assertThat(bridge.open(stream(Source.OWN), 0)).isEmpty();
  }

  @Test
  void a_feed_ends_when_its_bucket_is_gone() throws Exception {
    var stream = bucket(1);
    write(stream, "a", "one");
    var feed = feed(Source.OWN, 0);
    read(feed, 1);

    assertThat(stream.delete()).isTrue();

    Await.until(
        () -> {
          try {
            return next(feed) instanceof Ended;
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
        });
  }

  @Test
  void a_closed_feed_ends() throws Exception {
    var unused = bucket(1);
    var feed = feed(Source.OWN, 0);

    feed.close();

    assertThat(next(feed)).isEqualTo(new Ended());
  }
}
