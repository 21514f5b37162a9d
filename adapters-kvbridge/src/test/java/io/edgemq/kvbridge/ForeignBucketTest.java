package io.edgemq.kvbridge;

import static io.edgemq.kvbridge.Feeds.read;
import static io.edgemq.kvbridge.Feeds.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.BucketFeed;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Feeds of foreign buckets, with the accounts of `deploy/nats/accounts.conf`.
@Timeout(120)
class ForeignBucketTest {
  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private KvBridge bridge;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(as(User.CONTROL));
    bridge = opened.add(new KvBridge(as(User.CONTROL)));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private Cluster as(User user) {
    return Cluster.connect(NatsConfig.of(server.url()).as(user.login()));
  }

  private BucketFeed feed(Source source, long after) {
    return opened.add(bridge.open(stream(source), after).orElseThrow());
  }

  private KeyValue foreign(int history) throws Exception {
    var owner = opened.add(as(User.KV));
    var unused =
        owner
            .connection()
            .keyValueManagement()
            .create(
                KeyValueConfiguration.builder()
                    .name("acme__prices")
                    .maxHistoryPerKey(history)
                    .build());
    return owner.connection().keyValue("acme__prices");
  }

  @Test
  void every_write_of_a_foreign_bucket_comes_from_the_moment_of_the_mapping() throws Exception {
    var bucket = foreign(1);
    bucket.put("a", "before");
    var feed = feed(Source.FOREIGN, 0);

    bucket.put("a", "one");
    bucket.put("a", "two");
    bucket.delete("a");
    bucket.put("b", "three");

    assertThat(read(feed, 4)).containsExactly("1 a one", "2 a two", "3 a delete", "4 b three");
  }

  /// The import hands on the condition, and the capturing stream has other sequences than the
  /// bucket: docs/guarantees.md.
  @Test
  void an_update_of_a_certain_revision_of_a_foreign_bucket_does_not_come() throws Exception {
    var bucket = foreign(5);
    long first = bucket.put("a", "before");
    long second = bucket.put("a", "after");
    var feed = feed(Source.FOREIGN, 0);

    bucket.create("b", "created".getBytes(StandardCharsets.UTF_8));
    long third = bucket.update("a", "updated".getBytes(StandardCharsets.UTF_8), second);
    bucket.put("c", "plain");

    assertThat(third).isGreaterThan(first);
    assertThat(read(feed, 2)).containsExactly("1 b created", "2 c plain");
  }

  @Test
  void a_purge_of_a_foreign_bucket_comes_too() throws Exception {
    var bucket = foreign(5);
    var feed = feed(Source.FOREIGN, 0);

    bucket.put("a", "one");
    assertThat(read(feed, 1)).containsExactly("1 a one");
    bucket.purge("a");

    assertThat(read(feed, 1)).containsExactly("2 a purge");
  }

  @Test
  void what_is_told_of_a_foreign_bucket_is_kept_no_more() throws Exception {
    var bucket = foreign(1);
    var feed = feed(Source.FOREIGN, 0);
    bucket.put("a", "one");
    bucket.put("b", "two");
    read(feed, 2);

    feed.trim(1);

    var captured = new StreamClient(cluster, "mq-kv-foreign-acme__prices");
    assertThat(captured.bounds()).isEqualTo(new StreamClient.Bounds(2, 2));
    bridge.end(stream(Source.FOREIGN));
    assertThat(captured.info()).isEmpty();
  }
}
