package io.edgemq.nats.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Content;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import io.edgemq.testkit.TestTime;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// NATS clients and EdgeMQ use the same buckets.
@Timeout(120)
class NatsClientsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Opened opened = new Opened();
  private final TestTime time = new TestTime();
  private Cluster cluster;
  private NatsStore store;
  private Buckets bucket;
  private KeyValue client;

  @BeforeEach
  void open() throws Exception {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    cluster = opened.add(Cluster.connect(config));
    store = opened.add(NatsStore.open(config, time));
    bucket = Buckets.make(store, "prices", (Duration) null);
    client = cluster.connection().keyValue("ac_me__prices");
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static String text(KeyValueEntry entry) {
    return entry.getOperation() == KeyValueOperation.PUT
        ? new String(entry.getValue(), UTF_8)
        : entry.getOperation().name();
  }

  @Test
  void a_client_reads_what_was_written_over_the_store() throws Exception {
    long first = bucket.put("a.b/c", "1");
    long second = bucket.put("a.b/c", "2");
    bucket.put("gone", "3");
    bucket.remove("gone", Kind.DELETE);
    bucket.put("purged", "4");
    bucket.remove("purged", Kind.PURGE);

    assertThat(text(client.get("a.b/c"))).isEqualTo("2");
    assertThat(client.get("a.b/c").getRevision()).isEqualTo(second);
    assertThat(text(client.get("a.b/c", first))).isEqualTo("1");
    assertThat(client.get("gone")).isNull();
    assertThat(client.history("a.b/c")).extracting(NatsClientsTest::text).containsExactly("1", "2");
    assertThat(client.history("gone"))
        .extracting(NatsClientsTest::text)
        .containsExactly("3", "DELETE");
    assertThat(client.history("purged")).extracting(NatsClientsTest::text).containsExactly("PURGE");
    assertThat(client.keys()).containsExactly("a.b/c");
    assertThat(client.getStatus().getMaxHistoryPerKey()).isEqualTo(5);
  }

  @Test
  void the_store_reads_what_a_client_wrote() throws Exception {
    long revision = client.put("a", "1".getBytes(UTF_8));
    client.update("a", "2".getBytes(UTF_8), revision);
    client.put("b", new byte[0]);
    client.put("c", "3".getBytes(UTF_8));
    client.delete("c");
    client.put("d", "4".getBytes(UTF_8));
    client.purge("d");

    var entry = bucket.entry("a").orElseThrow();
    assertThat(entry.hops()).isZero();
    assertThat(entry.change()).isInstanceOf(KvChange.Put.class);
    assertThat(((KvChange.Put) entry.change()).value().contentType())
        .isEqualTo(Content.DEFAULT_TYPE);
    assertThat(bucket.history("a")).containsExactly("1", "2");
    assertThat(bucket.get("b")).contains("");
    assertThat(bucket.history("c")).containsExactly("3", "deleted");
    assertThat(bucket.history("d")).containsExactly("purged");
    assertThat(bucket.keys()).containsExactly("a", "b");
  }

  @Test
  void both_watch_what_the_other_one_writes() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    var watcher =
        new KeyValueWatcher() {
          @Override
          public void watch(KeyValueEntry entry) {
            seen.add(entry.getKey() + "=" + NatsClientsTest.text(entry));
          }

          @Override
          public void endOfData() {
            seen.add("ready");
          }
        };
    var unused = opened.add(client.watchAll(watcher));
    try (var reader = store.kv().follow(bucket.ref(), 0).orElseThrow()) {
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");
      client.put("a", "1".getBytes(UTF_8));
      bucket.put("b", "2");
      client.purge("a");

      assertThat(told(reader, 3)).endsWith("b=2", "a=purged");
      assertThat(List.of(next(seen), next(seen), next(seen)))
          .containsExactly("a=1", "b=2", "a=PURGE");
    }
  }

  private static String next(BlockingQueue<String> seen) throws InterruptedException {
    return String.valueOf(seen.poll(20, TimeUnit.SECONDS));
  }

  private static List<String> told(BucketReader reader, long through) throws InterruptedException {
    var told = new ArrayList<String>();
    long read = 0;
    while (read < through) {
      var news = (BucketReader.Entries) reader.next(10, SOON);
      news.entries().forEach(e -> told.add(e.key().value() + "=" + Buckets.text(e)));
      read = news.through();
    }
    return told;
  }

  @Test
  void keys_that_are_none_of_ours_are_passed_over() throws Exception {
    client.put("watch", "1".getBytes(UTF_8));
    client.put("a//b", "2".getBytes(UTF_8));
    client.put("ours", "3".getBytes(UTF_8));

    try (var reader = store.kv().follow(bucket.ref(), 0).orElseThrow()) {
      assertThat(told(reader, 3)).containsExactly("ours=3");
    }
    assertThat(bucket.keys()).containsExactly("ours");
    assertThat(store.kv().state(bucket.ref()).orElseThrow().keys()).isEqualTo(1);
  }

  @Test
  void whatever_headers_a_client_sets_its_value_is_read() throws Exception {
    var headers = new Headers();
    headers.put("Content-Type", "x".repeat(300));
    headers.put("Mq-Expires", "soon");
    headers.put("Mq-Time", "-1");
    headers.put("Mq-Kv-Hops", "many");
    cluster.connection().jetStream().publish("$KV.ac_me__prices.a", headers, "1".getBytes(UTF_8));

    assertThat(bucket.get("a")).contains("1");
    assertThat(bucket.entry("a").orElseThrow().hops()).isZero();
  }

  @Test
  void a_value_of_a_client_lives_as_long_as_its_bucket_says() throws Exception {
    var brief = Buckets.make(store, "brief", Duration.ofSeconds(30));
    time.advance(Duration.between(time.instant(), Instant.now()));
    cluster.connection().keyValue("ac_me__brief").put("a", "1".getBytes(UTF_8));
    assertThat(brief.get("a")).contains("1");

    time.advance(Duration.ofSeconds(40));

    assertThat(brief.get("a")).isEmpty();
    assertThat(brief.keys()).isEmpty();
    Await.until(() -> brief.history("a").equals(List.of("expired")));
  }
}
