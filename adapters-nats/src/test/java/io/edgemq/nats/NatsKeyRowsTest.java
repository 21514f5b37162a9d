package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.testkit.TestTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What keys may do, as it is kept by this version and by others.
@Timeout(180)
class NatsKeyRowsTest {
  private static final TenantId ACME = new TenantId("acme");

  private final Opened opened = new Opened();
  private NatsServer server;
  private RawRows rows;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    rows = new RawRows(opened.add(Cluster.connect(config(User.CONTROL))));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsConfig config(User user) {
    return NatsConfig.of(server.url()).as(user.login());
  }

  private NatsStore as(User user) {
    return opened.add(NatsStore.open(config(user), new TestTime()));
  }

  @Test
  void keys_keep_what_they_may_do_and_earlier_ones_may_do_everything() {
    var keys = as(User.CONTROL).keys();
    var hash = new TokenHash("0".repeat(64));
    rows.put(
        NatsStore.KEYS,
        hash.hex(),
        "{\"id\":\"ak_1\",\"tenant\":\"acme\",\"sha256\":\"%s\",\"label\":\"l\","
                .formatted(hash.hex())
            + "\"created_at\":\"2026-01-02T03:04:05.006Z\"}");
    var scoped =
        new ApiKey(
            "ak_2",
            ACME,
            new TokenHash("1".repeat(64)),
            "l",
            ApiKey.Kind.SUPPORT,
            Scopes.of("subscribe:orders.>", "queue:jobs*", "manage"),
            TestTime.START,
            TestTime.START.plusSeconds(60),
            null,
            25L);
    keys.add(scoped);

    var other = as(User.ADAPTER).keys();
    var earlier = other.find(hash).orElseThrow();
    assertThat(earlier.kind()).isEqualTo(ApiKey.Kind.TENANT);
    assertThat(earlier.scopes()).isEqualTo(Scopes.EVERYTHING);
    assertThat(earlier.messagesPerSecond()).isNull();
    assertThat(other.find(scoped.hash())).contains(scoped);
  }

  @Test
  void a_key_with_a_scope_of_a_later_version_is_not_let_in() {
    var keys = as(User.CONTROL).keys();
    var hash = new TokenHash("0".repeat(64));
    rows.put(
        NatsStore.KEYS,
        hash.hex(),
        "{\"id\":\"ak_1\",\"tenant\":\"acme\",\"sha256\":\"%s\",\"label\":\"l\","
                .formatted(hash.hex())
            + "\"scopes\":[\"later:x\"],\"created_at\":\"2026-01-02T03:04:05.006Z\"}");

    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> keys.find(hash));
  }
}
