package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.IssuerStore.AddResult;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Issuers, ingests and quotas of several processes on one server, and of several versions.
@Timeout(120)
class SharedIssuersTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore one;
  private NatsStore two;
  private NatsStore adapter;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    one = as(User.CONTROL);
    two = as(User.CONTROL);
    adapter = as(User.ADAPTER);
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

  private static Issuer issuer(String tenant, int id, String name, String audience) {
    var rule =
        new IssuerRule(
            "https://issuer.example", audience, null, IssuerRule.SCOPES_CLAIM, Scopes.EVERYTHING);
    var text = "iss_%024d".formatted(id);
    return new Issuer(text, new TenantId(tenant), name, rule, TestTime.START);
  }

  private static List<AddResult> race(List<Callable<AddResult>> calls) throws Exception {
    var results = new ArrayList<Future<AddResult>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      calls.forEach(call -> results.add(threads.submit(call)));
    }
    var all = new ArrayList<AddResult>();
    for (var result : results) {
      all.add(result.get());
    }
    return all;
  }

  @Test
  void of_two_processes_that_add_one_pair_at_once_one_has_it() throws Exception {
    for (int i = 0; i < 20; i++) {
      var audience = "aud-" + i;
      var first = issuer("one", 2 * i, "name-" + i, audience);
      var second = issuer("two", 2 * i + 1, "name-" + i, audience);

      var results = race(List.of(() -> one.issuers().add(first), () -> two.issuers().add(second)));

      assertThat(results)
          .containsExactlyInAnyOrder(new IssuerStore.Added(), new IssuerStore.Taken());
      var kept = results.getFirst() instanceof IssuerStore.Added ? first : second;
      assertThat(one.issuers().find("https://issuer.example", audience)).contains(kept);
      assertThat(two.issuers().find("https://issuer.example", audience)).contains(kept);
    }
  }

  @Test
  void of_two_processes_that_add_one_name_at_once_one_has_it() throws Exception {
    for (int i = 0; i < 20; i++) {
      var first = issuer("acme", 2 * i, "name-" + i, "first-" + i);
      var second = issuer("acme", 2 * i + 1, "name-" + i, "second-" + i);

      var results = race(List.of(() -> one.issuers().add(first), () -> two.issuers().add(second)));

      assertThat(results).containsOnlyOnce(new IssuerStore.Added());
      assertThat(results)
          .containsAnyOf(new IssuerStore.Exists(first), new IssuerStore.Exists(second));
    }
    assertThat(one.issuers().list(ACME)).hasSize(20);
  }

  @Test
  void an_adapter_is_told_of_issuers_that_are_made_and_removed() throws Exception {
    var issuer = issuer("acme", 1, "idp", "mq");
    try (var changes = adapter.issuers().changes()) {
      one.issuers().add(issuer);
      assertThat(changes.next(LONG)).isEqualTo(new Changes.Changed<>(Set.of(ACME)));
      assertThat(adapter.issuers().find("https://issuer.example", "mq")).contains(issuer);

      assertThat(two.issuers().delete(ACME, "idp")).isTrue();
      assertThat(changes.next(LONG)).isEqualTo(new Changes.Changed<>(Set.of(ACME)));
      assertThat(adapter.issuers().find("https://issuer.example", "mq")).isEmpty();
    }

    var again = issuer("other", 2, "idp", "mq");
    assertThat(two.issuers().add(again)).isEqualTo(new IssuerStore.Added());
  }

  private static Ingest ingest(int id, String name) {
    return new Ingest(
        new IngestId("in_%024d".formatted(id)),
        ACME,
        name,
        new IngestTarget.ToQueue(new QueueName("jobs")),
        new IngestAuth.Open(),
        new SubjectSource.Nothing(),
        null,
        IngestCors.NOBODY,
        TestTime.START);
  }

  @Test
  void adapters_make_ingests_and_others_find_them_at_once() {
    var first = ingest(1, "hook");

    assertThat(adapter.ingests().add(first)).isEmpty();

    assertThat(one.ingests().find(first.id())).contains(first);
    assertThat(two.ingests().add(ingest(2, "hook"))).contains(first);
    assertThat(two.ingests().delete(ACME, "hook")).isTrue();
    Await.until(() -> adapter.ingests().find(first.id()).isEmpty());
  }

  @Test
  void a_tenant_with_a_quota_of_a_later_version_is_served_within_those_that_are_known() {
    var rows = new RawRows(opened.add(Cluster.connect(config(User.CONTROL))));
    rows.put(
        NatsStore.TENANTS,
        "acme",
        """
        {"id":"acme","tag":"Acme","created_at":"2026-01-02T03:04:05.006Z","state":"active",\
        "quota":{"queues":3,"later":7}}\
        """);
    var bounded =
        Tenant.active(new TenantId("two"), "Two", TestTime.START)
            .within(
                Quota.NONE.with(QuotaKind.STORAGE_BYTES, 0).with(QuotaKind.MESSAGES_PER_SECOND, 5));
    assertThat(two.tenants().create(bounded)).isTrue();

    assertThat(one.tenants().find(ACME).orElseThrow().quota())
        .isEqualTo(Quota.NONE.with(QuotaKind.QUEUES, 3));
    assertThat(adapter.tenants().find(bounded.id())).contains(bounded);
    assertThat(one.tenants().replace(bounded, bounded.within(Quota.NONE))).isTrue();
  }
}
