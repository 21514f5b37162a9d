package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.DescribeSelf.Self;
import io.edgemq.ports.in.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SelfDescriptionTest extends ControlFixture {
  private final TenantUsage usage =
      new TenantUsage(
          store.queueCatalog(),
          store.topicCatalog(),
          store.subscriptions(),
          store.buckets(),
          new TenantQuotas(store.tenants(), store.storage(), store.peers(), System::nanoTime));
  private final SelfDescription description =
      new SelfDescription(
          new Admission(access, _ -> Limits.DEFAULT),
          new SelfDescription.Tools(store.tenants(), keys, usage),
          clock);

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  @Test
  void whoever_is_served_learns_who_it_is() {
    var who = caller(null, "publish:orders");

    var self = value(description.describe(who));

    var key = store.keys().list(ACME).getFirst();
    var tenant = Tenant.active(ACME, "acme", Instant.EPOCH);
    assertThat(self).isEqualTo(new Self(tenant, key, Limits.DEFAULT, usage.of(ACME), now));
  }

  @Test
  void an_operator_sees_the_tenant_that_it_acts_for() {
    put(Tenant.State.SUSPENDED);

    var self = value(description.describe(Principal.of(new Operator("ops"), ACME)));

    assertThat(self.key()).isNull();
    assertThat(self.tenant().state()).isEqualTo(Tenant.State.SUSPENDED);
  }

  @Test
  void who_is_not_served_learns_nothing() {
    var who = caller(null, "publish:orders");
    put(Tenant.State.SUSPENDED);
    assertThat(refusal(description.describe(who))).isEqualTo(new Refusal.TenantSuspended());

    put(Tenant.State.DELETED);

    assertThat(refusal(description.describe(who))).isEqualTo(new Refusal.NoSuchTenant());
  }
}
