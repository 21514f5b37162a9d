package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.Refusal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManageQuotasTest extends ControlFixture {
  private static final Quota SMALL = new Quota(Map.of(QuotaKind.QUEUES, 3L));

  private final TenantQuotas quotas =
      new TenantQuotas(store.tenants(), store.storage(), store.peers(), () -> 0L);
  private final Quotas managed =
      new Quotas(
          store.tenants(),
          new TenantUsage(
              store.queueCatalog(),
              store.topicCatalog(),
              store.subscriptions(),
              store.buckets(),
              quotas),
          trail);

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  @Test
  void a_quota_is_replaced_whole_and_stands_in_the_audit_first() {
    assertThat(value(managed.quota(ACME))).isEqualTo(Quota.NONE);

    assertThat(value(managed.replace(OPS, ACME, SMALL))).isEqualTo(SMALL);

    assertThat(value(managed.quota(ACME))).isEqualTo(SMALL);
    assertThat(last().what().action()).isEqualTo("quota.replace");
    assertThat(last().what().target()).isEqualTo("acme");
    assertThat(value(managed.replace(OPS, ACME, Quota.NONE))).isEqualTo(Quota.NONE);
    assertThat(value(managed.quota(ACME)).most()).isEmpty();
  }

  @Test
  void nobody_sets_a_quota_that_the_audit_cannot_hold() {
    log.room = 0;

    assertThatThrownBy(() -> managed.replace(OPS, ACME, SMALL)).isInstanceOf(StoreException.class);

    assertThat(value(managed.quota(ACME))).isEqualTo(Quota.NONE);
  }

  @Test
  void a_tenant_that_is_not_there_has_no_quota() {
    var gone = new TenantId("gone");

    assertThat(refusal(managed.quota(gone))).isEqualTo(new Refusal.NoSuchTenant());
    assertThat(refusal(managed.replace(OPS, gone, SMALL))).isEqualTo(new Refusal.NoSuchTenant());
    assertThat(last().what().outcome()).isEqualTo(AuditRecord.Outcome.FAILED);
  }

  @Test
  void usage_is_what_tenants_have_now() {
    put(Tenant.State.SUSPENDED);
    value(managed.replace(OPS, ACME, SMALL));
    var topic = new Topic(new TopicName("t"), TopicConfig.DEFAULT, Instant.EPOCH);
    store.topicCatalog().create(ACME, topic);
    store
        .topicCatalog()
        .create(ACME, new Topic(TopicName.EVENTS, TopicConfig.DEFAULT, Instant.EPOCH));
    var who = new Principal(ACME, new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
    value(quotas.takeIn(who, 4));
    var open = value(quotas.connect(ACME));
    make(new TenantId("b"));
    make(new TenantId("c"));
    store.tenants().replace(find("b"), find("b").in(Tenant.State.DELETED));

    var usage = managed.usage(new Paging(null, 10)).items();

    assertThat(usage).extracting(each -> each.tenant().id().value()).containsExactly("acme", "c");
    assertThat(usage.getFirst().tenant().quota()).isEqualTo(SMALL);
    assertThat(usage.getFirst().used())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                QuotaKind.STORAGE_BYTES, 0L,
                QuotaKind.QUEUES, 0L,
                QuotaKind.TOPICS, 1L,
                QuotaKind.BUCKETS, 0L,
                QuotaKind.SUBSCRIPTIONS, 0L,
                QuotaKind.CONNECTIONS, 1L,
                QuotaKind.MESSAGES_PER_SECOND, 4L));
    open.close();
    assertThat(quotas.connections(ACME)).isZero();
  }

  private Tenant find(String id) {
    return store.tenants().find(new TenantId(id)).orElseThrow();
  }
}
