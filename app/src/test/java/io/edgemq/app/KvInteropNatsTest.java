package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client of NATS and one of HTTP see the same keys, revisions and changes. Each test has a
/// bucket of its own.
@Tag("slow")
@Timeout(120)
final class KvInteropNatsTest {
  @TempDir private static Path directory;

  private static NatsBroker broker;
  private static ServerProcess server;
  private static ApiClient client;
  private static NatsUser nats;
  private static String tenant;
  private static KvClient kv;

  @BeforeAll
  static void start() throws Exception {
    broker = new NatsBroker(directory.resolve("nats"));
    server = new ServerProcess(directory.resolve("data"), "--store=nats", "--nats=" + broker.url());
    client = new ApiClient(server.uri("/"), server.key());
    kv = new KvClient(client);
    nats = NatsUser.of(broker);
    tenant = client.get("/v1/me").json().path("tenant_id").asText();
  }

  @AfterAll
  static void end() throws Exception {
    nats.close();
    client.close();
    server.close();
    broker.close();
  }

  /// Makes a bucket; what a client of NATS sees of it.
  private static KeyValue made(String bucket) throws Exception {
    kv.make(bucket, ",\"history\":5,\"replicas\":1");
    return nats.keys(tenant + "__" + bucket);
  }

  private static String text(KeyValueEntry entry) {
    return new String(entry.getValue(), UTF_8);
  }

  @Test
  void what_was_put_over_http_is_read_over_nats() throws Exception {
    var keys = made("there");

    long first = kv.put("there", "users.anna", "a", "Content-Type", "application/json");
    long second = kv.put("there", "users/ben", "b");
    long counted =
        client.post("/v1/kv/there/visits/incr?delta=7", "").json().path("revision").asLong();

    assertThat(text(keys.get("users.anna"))).isEqualTo("a");
    assertThat(keys.get("users.anna").getRevision()).isEqualTo(first);
    assertThat(keys.get("users.anna").getOperation()).isEqualTo(KeyValueOperation.PUT);
    assertThat(text(keys.get("users/ben"))).isEqualTo("b");
    assertThat(keys.get("users/ben", second)).isNotNull();
    assertThat(text(keys.get("visits"))).isEqualTo("7");
    assertThat(keys.get("visits").getRevision()).isEqualTo(counted);
    assertThat(keys.keys()).containsExactlyInAnyOrder("users.anna", "users/ben", "visits");
  }

  @Test
  void what_was_put_over_nats_is_read_over_http() throws Exception {
    var keys = made("here");

    long first = keys.put("users.anna", "a".getBytes(UTF_8));
    long second = keys.put("users/ben", new byte[0]);

    var anna = kv.get("here", "users.anna");
    assertThat(anna.text()).isEqualTo("a");
    assertThat(KvClient.revision(anna)).isEqualTo(first);
    assertThat(anna.response().headers().firstValue("ETag")).hasValue("\"" + first + "\"");
    assertThat(anna.response().headers().firstValue("Content-Type"))
        .hasValue("application/octet-stream");
    var ben = kv.get("here", "users/ben");
    assertThat(ben.status()).isEqualTo(200);
    assertThat(ben.text()).isEmpty();
    assertThat(KvClient.revision(ben)).isEqualTo(second);
    var listed = client.get("/v1/kv/here?match=users.*").json().path("keys");
    assertThat(listed.valueStream().map(key -> key.asText())).containsExactly("users.anna");
  }

  @Test
  void what_one_deletes_is_gone_for_the_other() throws Exception {
    var keys = made("gone");
    for (var key : List.of("a", "b", "c", "d")) {
      kv.put("gone", key, "1");
    }

    long deleted = kv.delete("gone", "a", "");
    kv.delete("gone", "b", "?purge=true");
    keys.delete("c");
    keys.purge("d");

    assertThat(keys.get("a")).isNull();
    assertThat(keys.get("b")).isNull();
    assertThat(keys.history("a"))
        .extracting(KeyValueEntry::getOperation)
        .containsExactly(KeyValueOperation.PUT, KeyValueOperation.DELETE);
    assertThat(keys.history("a").getLast().getRevision()).isEqualTo(deleted);
    assertThat(keys.history("b"))
        .extracting(KeyValueEntry::getOperation)
        .containsExactly(KeyValueOperation.PURGE);
    for (var key : List.of("a", "b", "c", "d")) {
      assertThat(kv.get("gone", key).status()).as(key).isEqualTo(404);
    }
    assertThat(operations("gone", "c")).containsExactly("put", "delete");
    assertThat(operations("gone", "d")).containsExactly("purge");
    assertThat(client.get("/v1/kv/gone").json().path("keys")).isEmpty();
  }

  private static List<String> operations(String bucket, String key) throws Exception {
    return client
        .get("/v1/kv/" + bucket + "/" + key + "/history")
        .json()
        .path("entries")
        .valueStream()
        .map(entry -> entry.path("operation").asText())
        .toList();
  }

  @Test
  void a_condition_holds_against_what_the_other_wrote() throws Exception {
    var keys = made("cas");

    long first = kv.put("cas", "k", "1");
    long second = keys.update("k", "2".getBytes(UTF_8), first);
    var stale = kv.tryPut("cas", "k", "x", "If-Match", Long.toString(first));
    long third = kv.put("cas", "k", "3", "If-Match", Long.toString(second));

    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.code()).isEqualTo("revision_mismatch");
    assertThat(text(keys.get("k"))).isEqualTo("3");
    assertThatThrownBy(() -> keys.update("k", "x".getBytes(UTF_8), second))
        .isInstanceOf(JetStreamApiException.class);
    assertThatThrownBy(() -> keys.create("k", "x".getBytes(UTF_8)))
        .isInstanceOf(JetStreamApiException.class);
    assertThat(kv.tryPut("cas", "k", "x", "If-None-Match", "*").status()).isEqualTo(412);
    keys.delete("k");
    long fourth = kv.put("cas", "k", "4", "If-None-Match", "*");
    kv.delete("cas", "k", "");
    assertThat(keys.create("k", "5".getBytes(UTF_8))).isGreaterThan(fourth);
    assertThat(third).isGreaterThan(second);
  }

  @Test
  void each_watches_what_the_other_does() throws Exception {
    var keys = made("watched");
    var seen = new Entries();
    var mapper = new ObjectMapper();
    var watch = keys.watchAll(seen);
    try (var stream = SseReader.open(client, "/v1/kv/watched/watch?from=earliest&body=text")) {
      long put = kv.put("watched", "a", "1");
      long other = keys.put("b", "2".getBytes(UTF_8));
      long deleted = kv.delete("watched", "a", "");

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> seen.all.stream().anyMatch(entry -> entry.getRevision() == deleted));
      assertThat(seen.all).extracting(KeyValueEntry::getKey).containsExactly("a", "b", "a");
      var told = stream.next(3);
      assertThat(told)
          .extracting(SseReader.Event::id)
          .containsExactly(Long.toString(put), Long.toString(other), Long.toString(deleted));
      assertThat(mapper.readTree(told.get(1).data()).path("value").asText()).isEqualTo("2");
      assertThat(mapper.readTree(told.get(2).data()).path("operation").asText())
          .isEqualTo("delete");
    }
    watch.unsubscribe();
  }

  /// Everything that a watch of NATS has shown.
  private static final class Entries implements KeyValueWatcher {
    private final Queue<KeyValueEntry> all = new ConcurrentLinkedQueue<>();

    @Override
    public void watch(KeyValueEntry entry) {
      all.add(entry);
    }

    @Override
    public void endOfData() {
      // what is there is followed by what comes
    }
  }

  @Test
  void what_expires_is_gone_for_both() throws Exception {
    var keys = made("short");

    kv.put("short", "k", "1", "X-MQ-TTL-Seconds", "1");
    assertThat(keys.get("k")).isNotNull();

    await().atMost(Duration.ofSeconds(10)).until(() -> keys.get("k") == null);
    assertThat(kv.get("short", "k").status()).isEqualTo(404);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> operations("short", "k").equals(List.of("purge")));
  }
}
