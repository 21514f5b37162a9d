package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.audit.AuditChains;
import io.edgemq.nats.audit.AuditStream;
import io.edgemq.ports.out.Finding;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.testkit.TestTime;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The tenants or the audit log are lost, and what a check of the store says and repairs.
@Timeout(180)
class LostTenantsTest {
  private static final TenantId TENANT = new TenantId("ac_me");
  private static final String CATALOG = "KV_" + NatsStore.CATALOG;

  private final Opened opened = new Opened();
  private NatsServer server;
  private Cluster cluster;
  private NatsStore store;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(config()));
    store = opened.add(NatsStore.open(config(), new TestTime()));
    assertThat(store.tenants().create(Tenant.active(TENANT, "Acme", TestTime.START))).isTrue();
    var jobs = new Queue(new QueueName("jobs"), QueueConfig.standard(1_000), TestTime.START);
    assertThat(store.queueCatalog().create(TENANT, jobs)).isEqualTo(new QueueCatalog.Created());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsConfig config() {
    return NatsConfig.of(server.url());
  }

  private void lose(String stream) {
    assertThat(new StreamClient(cluster, stream).delete()).isTrue();
  }

  private List<Finding> examine() {
    return NatsStore.examine(config(), Limits.DEFAULT, InstantSource.system());
  }

  private List<Finding> repair() {
    return NatsStore.repair(config(), Limits.DEFAULT, InstantSource.system());
  }

  private static List<String> problems(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.Problem.class::isInstance)
        .map(Finding::subject)
        .toList();
  }

  private static List<String> repaired(List<Finding> findings) {
    return findings.stream()
        .filter(Finding.Repaired.class::isInstance)
        .map(Finding::subject)
        .toList();
  }

  @Test
  void a_store_does_not_open_with_new_tenants_beside_a_catalog() {
    store.close();
    lose("KV_" + NatsStore.TENANTS);

    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> NatsStore.open(config(), new TestTime()))
        .withMessageContaining(NatsStore.TENANTS);
    assertThat(problems(examine())).containsExactly("KV_" + NatsStore.TENANTS);
    var findings = repair();
    assertThat(repaired(findings)).containsExactly("KV_" + NatsStore.TENANTS, TENANT.value());
    assertThat(problems(findings)).isEmpty();
    var again = opened.add(NatsStore.open(config(), new TestTime()));
    assertThat(again.tenants().find(TENANT).orElseThrow().tag()).isEqualTo(TENANT.value());
  }

  @Test
  void a_check_knows_every_bucket_that_a_store_makes() {
    var made = new StreamAdmin(cluster).names().stream().filter(name -> name.startsWith("KV_"));

    assertThat(Doctor.BUCKETS.all()).containsAll(made.toList());
    assertThat(problems(examine())).isEmpty();
  }

  @Test
  void issuers_and_ingests_that_are_lost_begin_anew_when_a_process_starts() {
    store.close();
    lose("KV_" + NatsStore.ISSUERS);
    lose("KV_" + NatsStore.INGESTS);

    assertThat(problems(repair())).isEmpty();
    var again = opened.add(NatsStore.open(config(), new TestTime()));

    assertThat(again.issuers().list(TENANT)).isEmpty();
    assertThat(again.ingests().list(TENANT, new Paging(null, 10)).items()).isEmpty();
    assertThat(new StreamAdmin(cluster).names())
        .contains("KV_" + NatsStore.ISSUERS, "KV_" + NatsStore.INGESTS);
  }

  @Test
  void tenants_outlive_a_lost_catalog() {
    var suspended = Tenant.active(TENANT, "Acme", TestTime.START).in(Tenant.State.SUSPENDED);
    assertThat(store.tenants().replace(suspended.in(Tenant.State.ACTIVE), suspended)).isTrue();
    store.close();
    lose(CATALOG);

    repair();

    var again = opened.add(NatsStore.open(config(), new TestTime()));
    assertThat(again.tenants().find(TENANT)).contains(suspended);
  }

  @Test
  void a_lost_audit_log_is_told_and_begun_anew_by_the_operator_only() {
    var audit = store.audit();
    var unused = audit.append(AuditChains.record("key.create", 1), AuditChains.SEALER);
    var admin = opened.add(Cluster.connect(config().as(Deployed.User.ADMIN.login())));
    assertThat(new StreamClient(admin, AuditStream.NAME).delete()).isTrue();

    assertThat(problems(examine())).containsExactly(AuditStream.NAME);
    assertThatExceptionOfType(StoreException.Damaged.class)
        .isThrownBy(() -> audit.append(AuditChains.record("key.create", 2), AuditChains.SEALER));
    var findings = repair();
    assertThat(repaired(findings)).containsExactly(AuditStream.NAME);
    assertThat(problems(findings)).isEmpty();
    assertThat(audit.append(AuditChains.record("key.create", 2), AuditChains.SEALER).sequence())
        .isEqualTo(1);
  }
}
