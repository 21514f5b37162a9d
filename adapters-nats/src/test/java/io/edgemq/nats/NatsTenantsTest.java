package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.Tenant.State;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tenants, as several processes with different rights share them, and as earlier versions left
/// them.
@Timeout(180)
class NatsTenantsTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final Tenant ACTIVE = Tenant.active(ACME, "Acme", TestTime.START);
  private static final Tenant SUSPENDED = ACTIVE.in(State.SUSPENDED);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private RawRows rows;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(config(User.CONTROL)));
    rows = new RawRows(cluster);
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

  /// The server does not answer a refusal.
  private NatsStore hastyAdapter() {
    var hasty = config(User.ADAPTER).withTimeout(Duration.ofSeconds(2));
    return opened.add(NatsStore.open(hasty, new TestTime()));
  }

  /// A cluster as an earlier version left it: no bucket of tenants.
  private void makeEarlier(String... tenants) {
    ReplicatedTable.make(cluster, NatsStore.CATALOG, 1);
    ReplicatedTable.make(cluster, NatsStore.KEYS, 1);
    for (var id : tenants) {
      rows.put(
          NatsStore.CATALOG,
          "n." + id,
          """
          {"kind":"tenant","id":"%s","tag":"Tag of %s","created_at":"2026-01-02T03:04:05.006Z"}\
          """
              .formatted(id, id));
    }
  }

  private static Tenant earlier(String id) {
    return Tenant.active(
        new TenantId(id), "Tag of " + id, Instant.parse("2026-01-02T03:04:05.006Z"));
  }

  private long tenantsIn(String bucket, String prefix) {
    var query = new StreamClient.Query(1, "$KV." + bucket + "." + prefix + ">", 100, 1 << 20);
    return new StreamClient(cluster, "KV_" + bucket)
        .read(query).entries().stream().filter(entry -> entry.body().length > 0).count();
  }

  @Test
  void a_change_is_made_once_of_two_processes() {
    var one = as(User.CONTROL).tenants();
    var other = as(User.CONTROL).tenants();
    assertThat(one.create(ACTIVE)).isTrue();
    assertThat(other.create(SUSPENDED)).isFalse();

    assertThat(other.replace(ACTIVE, SUSPENDED)).isTrue();

    assertThat(one.replace(ACTIVE, ACTIVE.in(State.DELETED))).isFalse();
    assertThat(one.find(ACME)).contains(SUSPENDED);
    assertThat(one.replace(SUSPENDED, ACTIVE.in(State.DELETED))).isTrue();
    assertThat(other.find(ACME)).isPresent();
    assertThat(as(User.ADAPTER).tenants().find(ACME)).contains(ACTIVE.in(State.DELETED));
  }

  /// The median of several changes: a single one may be slowed down by this machine.
  @Test
  void adapters_hear_of_a_suspension_within_a_second() throws Exception {
    var control = as(User.CONTROL).tenants();
    var adapter = as(User.ADAPTER).tenants();
    var times = new ArrayList<Duration>();
    try (var changes = adapter.changes()) {
      control.create(ACTIVE);
      var now = ACTIVE;
      for (int i = 0; i < 7; i++) {
        var next = now.in(now.state() == State.ACTIVE ? State.SUSPENDED : State.ACTIVE);
        long began = System.nanoTime();
        assertThat(control.replace(now, next)).isTrue();
        while (!adapter.find(ACME).filter(next::equals).isPresent()) {
          assertThat(changes.next(LONG)).isIn(told(ACME), new Changes.Overrun<TenantId>());
        }
        times.add(Duration.ofNanos(System.nanoTime() - began));
        now = next;
      }
    }

    times.sort(null);
    assertThat(times.get(times.size() / 2)).isLessThan(Duration.ofSeconds(1));
  }

  private static Changes.Changed<TenantId> told(TenantId... ids) {
    return new Changes.Changed<>(Set.of(ids));
  }

  @Test
  void an_adapter_cannot_change_tenants() {
    as(User.CONTROL).tenants().create(ACTIVE);
    var adapter = hastyAdapter().tenants();

    assertThat(adapter.find(ACME)).contains(ACTIVE);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> adapter.replace(ACTIVE, SUSPENDED));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> adapter.create(earlier("other")));
    assertThat(as(User.CONTROL).tenants().find(ACME)).contains(ACTIVE);
  }

  @Test
  void known_tenants_are_served_without_a_cluster_and_others_are_not_reported_missing() {
    var control = as(User.CONTROL).tenants();
    control.create(ACTIVE);

    server.kill();

    assertThat(control.find(ACME)).contains(ACTIVE);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> control.find(new TenantId("nobody")));
  }

  @Test
  void tenants_of_an_earlier_version_are_read_by_whoever_may_not_move_them() {
    makeEarlier("acme", "beta");

    var adapter = hastyAdapter();

    assertThat(adapter.tenants().find(ACME)).contains(earlier("acme"));
    assertThat(adapter.tenants().find(new TenantId("nobody"))).isEmpty();
    var page = adapter.tenants().list(new Paging(null, 1));
    assertThat(page.items()).containsExactly(earlier("acme"));
    assertThat(adapter.tenants().list(new Paging(page.next(), 5)).items())
        .containsExactly(earlier("beta"));
    assertThat(tenantsIn(NatsStore.CATALOG, "n.")).isEqualTo(2);
  }

  @Test
  void tenants_of_an_earlier_version_are_moved_by_whoever_may() throws Exception {
    makeEarlier("acme", "beta");
    var adapter = as(User.ADAPTER).tenants();

    var control = as(User.CONTROL).tenants();
    Await.until(() -> tenantsIn(NatsStore.CATALOG, "n.") == 0);

    assertThat(tenantsIn(NatsStore.TENANTS, "")).isEqualTo(2);
    for (var tenants : List.of(control, adapter, as(User.ADAPTER).tenants())) {
      Await.until(() -> tenants.list(new Paging(null, 5)).items().size() == 2);
      assertThat(tenants.list(new Paging(null, 5)).items())
          .containsExactly(earlier("acme"), earlier("beta"));
      assertThat(tenants.find(ACME)).contains(earlier("acme"));
    }
    try (var changes = adapter.changes()) {
      var suspended = earlier("acme").in(State.SUSPENDED);
      assertThat(control.replace(earlier("acme"), suspended)).isTrue();
      Await.until(() -> adapter.find(ACME).filter(suspended::equals).isPresent());
      assertThat(changes.next(LONG)).isInstanceOf(Changes.Changed.class);
    }
  }

  @Test
  void a_tenant_of_an_earlier_version_can_be_changed_where_it_is_and_not_made_twice() {
    var control = as(User.CONTROL).tenants();
    rows.put(
        NatsStore.CATALOG,
        "n.acme",
        "{\"kind\":\"tenant\",\"id\":\"acme\",\"tag\":\"Tag of acme\","
            + "\"created_at\":\"2026-01-02T03:04:05.006Z\"}");
    Await.until(() -> control.list(new Paging(null, 5)).items().size() == 1);

    assertThat(control.create(ACTIVE)).isFalse();
    assertThat(control.replace(ACTIVE, SUSPENDED)).isFalse();
    assertThat(control.replace(earlier("acme"), earlier("acme").in(State.SUSPENDED))).isTrue();

    assertThat(control.find(ACME)).contains(earlier("acme").in(State.SUSPENDED));
    assertThat(tenantsIn(NatsStore.CATALOG, "n.")).isZero();
    assertThat(tenantsIn(NatsStore.TENANTS, "")).isEqualTo(1);
  }

  @Test
  void an_earlier_version_with_queues_needs_no_repair() {
    makeEarlier("acme");
    var first = as(User.CONTROL);
    Await.until(() -> tenantsIn(NatsStore.CATALOG, "n.") == 0);
    var jobs = new Queue(new QueueName("jobs"), QueueConfig.standard(1_000), TestTime.START);
    assertThat(first.queueCatalog().create(ACME, jobs)).isEqualTo(new QueueCatalog.Created());
    first.close();
    assertThat(new StreamClient(cluster, "KV_" + NatsStore.TENANTS).delete()).isTrue();
    rows.put(
        NatsStore.CATALOG,
        "n.acme",
        "{\"kind\":\"tenant\",\"id\":\"acme\",\"tag\":\"Tag of acme\","
            + "\"created_at\":\"2026-01-02T03:04:05.006Z\"}");

    assertThat(as(User.ADAPTER).tenants().find(ACME)).contains(earlier("acme"));
  }
}
