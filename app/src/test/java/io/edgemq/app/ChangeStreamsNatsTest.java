package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Writes to buckets become messages of topics: an adapter takes the writes, a control process
/// forwards them, and both have the rights of `deploy/nats/accounts.conf` only. Each test has
/// buckets and topics of its own.
@Tag("slow")
@Timeout(180)
final class ChangeStreamsNatsTest {
  @TempDir private static Path directory;

  private static KvCluster cluster;
  private static KvClient kv;

  @BeforeAll
  static void start() throws Exception {
    cluster = new KvCluster(directory);
    kv = cluster.kv();
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static List<Told> told(String topic) throws Exception {
    return Told.in(cluster.client(), topic);
  }

  private static Map<String, String> attributes(Told told) {
    return new ObjectMapper().convertValue(told.attributes(), new StringMap());
  }

  private static final class StringMap extends TypeReference<Map<String, String>> {}

  private static Map<String, String> expected(String bucket, String operation, long revision) {
    return Map.of(
        "mq-kv-operation",
        operation,
        "mq-kv-revision",
        Long.toString(revision),
        "mq-kv-bucket",
        bucket,
        "mq-kv-hops",
        "0");
  }

  @Test
  void each_write_is_told_once_in_order_with_what_it_did() throws Exception {
    kv.makeTelling("profiles", "profile-changes");

    long first = kv.put("profiles", "users.anna", "a", "Content-Type", "text/plain");
    long second = kv.put("profiles", "users/ben/x", "b", "Content-Type", "application/json");
    long deleted = kv.delete("profiles", "users.anna", "");
    long purged = kv.delete("profiles", "users/ben/x", "?purge=true");
    long counted =
        cluster
            .client()
            .post("/v1/kv/profiles/visits/incr?delta=5", "")
            .json()
            .path("revision")
            .asLong();

    cluster.awaitTold("profile-changes", 5);
    var told = told("profile-changes");
    assertThat(told)
        .extracting(Told::subject)
        .containsExactly(
            "profile-changes.users.anna",
            "profile-changes.users/ben/x",
            "profile-changes.users.anna",
            "profile-changes.users/ben/x",
            "profile-changes.visits");
    assertThat(told).extracting(Told::body).containsExactly("a", "b", "", "", "5");
    assertThat(told.get(0).contentType()).isEqualTo("text/plain");
    assertThat(told.get(1).contentType()).isEqualTo("application/json");
    assertThat(told)
        .extracting(ChangeStreamsNatsTest::attributes)
        .containsExactly(
            expected("profiles", "put", first),
            expected("profiles", "put", second),
            expected("profiles", "delete", deleted),
            expected("profiles", "purge", purged),
            expected("profiles", "put", counted));
  }

  @Test
  void a_key_whose_time_is_over_is_told_as_purged() throws Exception {
    kv.makeTelling("sessions", "session-changes");

    kv.put("sessions", "s1", "here", "X-MQ-TTL-Seconds", "1");

    cluster.awaitTold("session-changes", 2);
    var last = told("session-changes").getLast();
    assertThat(last.operation()).isEqualTo("purge");
    assertThat(last.attributes().path("mq-kv-reason").asText()).isEqualTo("expired");
    assertThat(kv.get("sessions", "s1").status()).isEqualTo(404);
  }

  @Test
  void a_mapping_ends_with_the_last_write_before_and_begins_with_the_next_one() throws Exception {
    kv.makeTelling("moved", "moved-first");
    long before = kv.put("moved", "k", "1");

    kv.tell("moved", "null");
    assertThat(told("moved-first")).extracting(Told::revision).containsExactly(before);
    kv.put("moved", "k", "untold");
    kv.tell("moved", "\"moved-second\"");
    long after = kv.put("moved", "k", "3");
    kv.tell("moved", "\"moved-third\"");
    long last = kv.put("moved", "k", "4");

    cluster.awaitTold("moved-third", 1);
    assertThat(told("moved-first")).extracting(Told::revision).containsExactly(before);
    assertThat(told("moved-second")).extracting(Told::revision).containsExactly(after);
    assertThat(told("moved-third")).extracting(Told::revision).containsExactly(last);
  }

  @Test
  void a_bucket_that_is_removed_tells_everything_before() throws Exception {
    kv.makeTelling("brief", "brief-changes");
    for (int i = 0; i < 50; i++) {
      kv.put("brief", "k" + i % 5, Integer.toString(i));
    }

    var removed = cluster.client().delete("/v1/buckets/brief");

    assertThat(removed.status()).as(removed.text()).isEqualTo(204);
    assertThat(told("brief-changes")).extracting(Told::body).hasSize(50).endsWith("48", "49");
    kv.makeTelling("brief", "brief-changes");
    long again = kv.put("brief", "k", "again");
    cluster.awaitTold("brief-changes", 51);
    assertThat(told("brief-changes").getLast().revision()).isEqualTo(again);
    assertThat(told("brief-changes")).hasSize(51);
  }

  @Test
  void a_topic_that_is_removed_while_it_is_mapped_is_made_again() throws Exception {
    kv.makeTelling("stubborn", "stubborn-changes");
    kv.put("stubborn", "k", "1");
    cluster.awaitTold("stubborn-changes", 1);

    var removed = cluster.client().delete("/v1/topics/stubborn-changes");
    assertThat(removed.status()).as(removed.text()).isEqualTo(204);
    long next = kv.put("stubborn", "k", "2");

    cluster.awaitTold("stubborn-changes", 1);
    assertThat(told("stubborn-changes")).extracting(Told::revision).containsExactly(next);
  }

  @Test
  void two_buckets_may_have_one_topic() throws Exception {
    kv.makeTelling("left", "both-changes");
    kv.makeTelling("right", "both-changes");

    for (int i = 0; i < 20; i++) {
      kv.put(i % 2 == 0 ? "left" : "right", "k", Integer.toString(i));
    }

    cluster.awaitTold("both-changes", 20);
    for (var bucket : List.of("left", "right")) {
      assertThat(told("both-changes").stream().filter(one -> one.bucket().equals(bucket)))
          .hasSize(10)
          .extracting(Told::revision)
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void a_write_that_came_through_too_many_streams_is_refused() throws Exception {
    kv.makeTelling("loop", "loop-changes");
    kv.make("calm", "");

    var refused = kv.tryPut("loop", "k", "9", "X-MQ-Hops", "9");
    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("change_stream_loop");
    kv.put("loop", "k", "8", "X-MQ-Hops", "8");
    kv.put("calm", "k", "9", "X-MQ-Hops", "9");

    cluster.awaitTold("loop-changes", 1);
    assertThat(told("loop-changes")).extracting(Told::hops).containsExactly("8");
    assertThat(kv.tryPut("loop", "k", "x", "X-MQ-Hops", "-1").status()).isEqualTo(400);
  }

  @Test
  void an_operator_maps_a_bucket_that_another_product_owns() throws Exception {
    var bucket = cluster.natsName("foreign");
    var mapping = "/v1/admin/change-streams/" + cluster.tenant() + "/foreign";
    try (var other = cluster.connect("kv")) {
      var keys = other.make(bucket);
      keys.put("before", "untold");

      var mapped =
          cluster
              .operators()
              .client()
              .call(
                  mapping,
                  request ->
                      request.PUT(
                          BodyPublishers.ofString("{\"target_topic\":\"foreign-changes\"}")));
      assertThat(mapped.status() / 100).as(mapped.text()).isEqualTo(2);
      keys.put("config.a", "1".getBytes(UTF_8));
      keys.put("config.b", "2".getBytes(UTF_8));
      keys.delete("config.a");

      cluster.awaitTold("foreign-changes", 3);
      assertTold("foreign-changes", "foreign");
      var removed = cluster.operators().client().delete(mapping);
      assertThat(removed.status() / 100).as(removed.text()).isEqualTo(2);
      keys.put("config.b", "untold");
      kv.makeTelling("witness", "witness-changes");
      kv.put("witness", "k", "1");
      cluster.awaitTold("witness-changes", 1);
      assertThat(told("foreign-changes")).hasSize(3);
    }
  }

  @Test
  void a_row_that_was_written_by_hand_maps_a_bucket_too() throws Exception {
    var bucket = cluster.natsName("by-hand");
    try (var other = cluster.connect("kv");
        var control = cluster.connect("control")) {
      var keys = other.make(bucket);
      var row =
          """
          {"tenant_id":"%s","bucket_name":"by-hand","target_topic":"by-hand-changes",
           "created_at":"2026-01-01T00:00:00Z"}"""
              .formatted(cluster.tenant());
      control.publish("$KV.kv-admin-change-streams-v1." + bucket, row.getBytes(UTF_8));

      // It is seen some moment later: what is written before that is not told.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                keys.put("probe", "p");
                return !told("by-hand-changes").isEmpty();
              });
      int probes = told("by-hand-changes").size();
      keys.put("config.a", "1".getBytes(UTF_8));
      keys.put("config.b", "2".getBytes(UTF_8));
      keys.delete("config.a");

      cluster.awaitTold("by-hand-changes", probes + 3);
      assertTold("by-hand-changes", "by-hand");
    }
  }

  /// The last three messages tell what the foreign client has done.
  private static void assertTold(String topic, String bucket) throws Exception {
    var all = told(topic);
    var last = all.subList(all.size() - 3, all.size());
    assertThat(last)
        .extracting(Told::subject)
        .containsExactly(topic + ".config.a", topic + ".config.b", topic + ".config.a");
    assertThat(last).extracting(Told::operation).containsExactly("put", "put", "delete");
    assertThat(last).extracting(Told::body).containsExactly("1", "2", "");
    assertThat(last).extracting(Told::bucket).containsOnly(bucket);
    assertThat(all).extracting(Told::revision).isSorted().doesNotHaveDuplicates();
  }
}
