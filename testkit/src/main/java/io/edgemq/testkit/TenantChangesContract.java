package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import org.junit.jupiter.api.Test;

/// Whoever follows tenants learns which were made and which were changed.
public abstract class TenantChangesContract extends ChangesContract<TenantId> {
  private static Tenant tenant(int number) {
    return Tenant.active(new TenantId("tenant-" + number), "tag", TestTime.START);
  }

  @Override
  protected TenantId make(int number) {
    assertThat(ports().tenants().create(tenant(number))).isTrue();
    return tenant(number).id();
  }

  @Override
  protected void change(int number) {
    var suspended = tenant(number).in(Tenant.State.SUSPENDED);
    assertThat(ports().tenants().replace(tenant(number), suspended)).isTrue();
  }

  @Override
  protected Changes<TenantId> changes() {
    return ports().tenants().changes();
  }

  @Test
  void who_is_told_of_a_new_tenant_finds_it() throws Exception {
    try (var changes = changes()) {
      var made = make(1);

      awaitChange(changes, made);

      assertThat(ports().tenants().find(made)).contains(tenant(1));
    }
  }

  @Test
  void who_is_told_of_a_change_finds_the_tenant_changed() throws Exception {
    var made = make(1);
    try (var changes = changes()) {
      change(1);

      awaitChange(changes, made);

      assertThat(ports().tenants().find(made)).contains(tenant(1).in(Tenant.State.SUSPENDED));
    }
  }
}
