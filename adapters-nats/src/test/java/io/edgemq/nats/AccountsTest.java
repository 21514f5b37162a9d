package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamClient.Query;
import io.edgemq.jetstream.StreamTail;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The accounts and users of `deploy/nats/accounts.conf`: each may do its work, and nothing else.
@Timeout(180)
class AccountsTest {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String KEYS = "mq-admin-keys-v1";
  private static final String TENANTS = "mq-admin-tenants-v1";
  private static final String ISSUERS = "mq-admin-issuers-v1";
  private static final String PEERS = "mq.peers.usage";
  private NatsServer server;

  @BeforeEach
  void open() {
    server = NatsServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Cluster as(User user) {
    return Cluster.connect(
        NatsConfig.of(server.url()).as(user.login()).withTimeout(Duration.ofSeconds(2)));
  }

  private static StreamClient make(Cluster cluster, String name, String subject) throws Exception {
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder()
                .name(name)
                .subjects(subject)
                .allowDirect(true)
                .allowAtomicPublish(true)
                .build());
    return new StreamClient(cluster, name);
  }

  private static Outgoing message(String subject) {
    return new Outgoing(subject, new MessageHeaders(), subject.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertServed(Cluster cluster, String name, String subject) throws Exception {
    var stream = make(cluster, name, subject);
    var both = List.of(message(subject), message(subject));
    assertThat(stream.publish(message(subject), Condition.NONE)).isEqualTo(new Published.Kept(1));
    assertThat(stream.publish(both, List.of(Condition.last(1), Condition.NONE)))
        .isEqualTo(new Published.Kept(3));
    assertThat(stream.get(1)).isPresent();
    assertThat(stream.last(subject)).isPresent();
    assertThat(stream.read(new Query(1, ">", 10, 1 << 20)).entries()).hasSize(3);
    try (var tail = new StreamTail(cluster, name, 1, StreamTail.Depth.WHOLE)) {
      assertThat(tail.next(LONG)).isPresent();
    }
    assertThat(cluster.management().getStreamNames(subject)).containsExactly(name);
    var info = stream.rawInfo().orElseThrow();
    cluster.management().updateStream(info.getConfiguration());
    stream.purgeBefore(3);
    assertThat(stream.delete()).isTrue();
  }

  @Test
  void an_adapter_may_do_all_that_topics_queues_and_tables_need() throws Exception {
    try (var adapter = as(User.ADAPTER)) {
      assertServed(adapter, "T_acme__orders", "t.acme__orders");
      assertServed(adapter, "Q_acme__jobs__1", "q.acme__jobs.1");
      assertServed(adapter, "L_acme__jobs__1", "l.acme__jobs.1");
      assertServed(adapter, "KV_mq-admin-catalog-v1", "$KV.mq-admin-catalog-v1.x");
      assertServed(adapter, "KV_mq-deliveries-v1", "$KV.mq-deliveries-v1.x");
      assertServed(adapter, "KV_mq-lanes-v1", "$KV.mq-lanes-v1.x");
      assertServed(adapter, "KV_mq-ingests-v1", "$KV.mq-ingests-v1.x");
      assertServed(adapter, "mq-attempts-v1", "mq.attempts.acme.x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KEYS, TENANTS, ISSUERS})
  void an_adapter_reads_keys_tenants_and_issuers_and_cannot_write_them(String bucket)
      throws Exception {
    try (var control = as(User.CONTROL);
        var adapter = as(User.ADAPTER)) {
      var name = "KV_" + bucket;
      var subject = "$KV." + bucket + ".k";
      var kept = make(control, name, subject).publish(message(subject), Condition.NONE);
      var rows = new StreamClient(adapter, name);

      assertThat(kept).isEqualTo(new Published.Kept(1));
      assertThat(rows.last(subject)).isPresent();
      assertRefused(() -> rows.publish(message(subject), Condition.NONE));
      assertRefused(() -> rows.purgeBefore(2));
      assertRefused(rows::delete);
      assertRefused(() -> new StreamAdmin(adapter).scale(name, 1));
      assertThat(new StreamClient(control, name).last(subject)).isPresent();
    }
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class).isThrownBy(call);
  }

  @Test
  void an_administrator_looks_at_streams_and_writes_no_messages() throws Exception {
    try (var adapter = as(User.ADAPTER);
        var admin = as(User.ADMIN)) {
      var stream = make(adapter, "T_acme__orders", "t.acme__orders");
      var seen = new StreamClient(admin, "T_acme__orders");

      assertThat(seen.info()).isPresent();
      assertThat(admin.management().getStreamNames()).containsExactly("T_acme__orders");
      assertRefused(() -> seen.publish(message("t.acme__orders"), Condition.NONE));
      assertThat(stream.publish(message("t.acme__orders"), Condition.NONE))
          .isEqualTo(new Published.Kept(1));
    }
  }

  /// As the `nats` tool does it: the server sends pieces until an empty one.
  @Test
  void an_administrator_backs_a_stream_up_and_restores_it() throws Exception {
    try (var adapter = as(User.ADAPTER);
        var admin = as(User.ADMIN)) {
      var stream = make(adapter, "T_acme__orders", "t.acme__orders");
      stream.publish(message("t.acme__orders"), Condition.NONE);
      stream.publish(message("t.acme__orders"), Condition.NONE);
      stream.purgeBefore(2);

      var pieces = new ArrayList<byte[]>();
      var description = backUp(admin.connection(), pieces);
      stream.delete();
      restore(admin.connection(), description, pieces);

      assertThat(stream.get(2)).isPresent();
      assertThat(stream.publish(message("t.acme__orders"), Condition.NONE))
          .isEqualTo(new Published.Kept(3));
    }
  }

  private static JsonValue backUp(Connection admin, List<byte[]> pieces) throws Exception {
    var inbox = admin.subscribe(admin.createInbox());
    var order = "{\"deliver_subject\":\"" + inbox.getSubject() + "\"}";
    var answer = ask(admin, "$JS.API.STREAM.SNAPSHOT.T_acme__orders", order);
    while (true) {
      var piece = Objects.requireNonNull(inbox.nextMessage(LONG));
      if (piece.getData().length == 0) {
        return answer;
      }
      pieces.add(piece.getData());
      if (piece.getReplyTo() != null) {
        admin.publish(piece.getReplyTo(), new byte[0]);
      }
    }
  }

  private static void restore(Connection admin, JsonValue description, List<byte[]> pieces)
      throws Exception {
    var order =
        "{\"config\":%s,\"state\":%s}"
            .formatted(part(description, "config").toJson(), part(description, "state").toJson());
    var answer = ask(admin, "$JS.API.STREAM.RESTORE.T_acme__orders", order);
    var subject = Objects.requireNonNull(part(answer, "deliver_subject").string);
    for (var piece : pieces) {
      assertThat(admin.request(subject, piece, LONG)).isNotNull();
    }
    var end = Objects.requireNonNull(admin.request(subject, new byte[0], LONG));
    assertThat(JsonParser.parse(end.getData()).map).doesNotContainKey("error");
  }

  private static JsonValue part(JsonValue object, String name) {
    return Objects.requireNonNull(object.map.get(name));
  }

  private static JsonValue ask(Connection admin, String subject, String order) throws Exception {
    var body = order.getBytes(StandardCharsets.UTF_8);
    var answer =
        JsonParser.parse(Objects.requireNonNull(admin.request(subject, body, LONG)).getData());
    assertThat(answer.map).doesNotContainKey("error");
    return answer;
  }

  private static KeyValue bucket(Cluster account, String name)
      throws IOException, JetStreamApiException {
    var kv = account.connection();
    kv.keyValueManagement().create(KeyValueConfiguration.builder().name(name).build());
    return kv.keyValue(name);
  }

  @Test
  void a_write_in_the_kv_account_is_seen_by_the_control_plane() throws Exception {
    try (var kv = as(User.KV);
        var control = as(User.CONTROL)) {
      var subscription = control.connection().subscribe("kv.$KV.>");
      control.connection().flush(LONG);

      bucket(kv, "cart").put("user.1", "milk");

      Message write = Objects.requireNonNull(subscription.nextMessage(LONG));
      assertThat(write.getSubject()).isEqualTo("kv.$KV.cart.user.1");
      assertThat(write.getData()).asString(StandardCharsets.UTF_8).isEqualTo("milk");
    }
  }

  @Test
  void adapters_and_the_control_plane_hear_each_other_and_nobody_else_hears_them()
      throws Exception {
    try (var adapter = as(User.ADAPTER);
        var control = as(User.CONTROL);
        var kv = as(User.KV)) {
      var heard = List.of(adapter.connection(), control.connection(), kv.connection());
      var subscriptions = heard.stream().map(connection -> connection.subscribe(PEERS)).toList();
      for (var connection : heard) {
        connection.flush(LONG);
      }

      adapter.connection().publish(PEERS, new byte[] {1});
      control.connection().publish(PEERS, new byte[] {2});
      kv.connection().publish(PEERS, new byte[] {3});

      for (var subscription : subscriptions.subList(0, 2)) {
        var both = List.of(first(subscription), first(subscription));
        assertThat(both).containsExactlyInAnyOrder((byte) 1, (byte) 2);
      }
      assertThat(first(subscriptions.getLast())).isEqualTo((byte) 3);
    }
  }

  private static byte first(Subscription subscription) throws InterruptedException {
    return Objects.requireNonNull(subscription.nextMessage(LONG)).getData()[0];
  }

  @Test
  void nothing_is_written_into_the_kv_account_from_the_other() throws Exception {
    try (var kv = as(User.KV);
        var control = as(User.CONTROL)) {
      var cart = bucket(kv, "cart");
      var subscription = kv.connection().subscribe("$KV.cart.>");

      control.connection().publish("$KV.cart.user.1", new byte[] {1});
      control.connection().publish("kv.$KV.cart.user.1", new byte[] {1});
      control.connection().flush(LONG);
      cart.put("user.2", "bread");

      assertThat(Objects.requireNonNull(subscription.nextMessage(LONG)).getSubject())
          .isEqualTo("$KV.cart.user.2");
      assertThat(cart.get("user.1")).isNull();
    }
  }

  /// The name of EdgeMQ's own bucket of keys means nothing in the other account.
  @Test
  void a_bucket_of_the_kv_account_makes_no_keys() throws Exception {
    try (var kv = as(User.KV);
        var control = as(User.CONTROL)) {
      var keys = make(control, "KV_" + KEYS, "$KV." + KEYS + ".>");

      bucket(kv, KEYS).put("forged", "x");

      assertThat(keys.rawInfo().orElseThrow().getStreamState().getMsgCount()).isZero();
    }
  }

  @Test
  void an_adapter_does_not_receive_the_writes_of_the_kv_account() throws Exception {
    try (var kv = as(User.KV);
        var adapter = as(User.ADAPTER)) {
      var subscription = adapter.connection().subscribe("kv.$KV.>");
      adapter.connection().flush(LONG);

      bucket(kv, "cart").put("user.1", "milk");

      assertThat(subscription.nextMessage(SOON)).isNull();
    }
  }
}
