package io.edgemq.application;

import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Quota;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.TenantStore;

/// Sets the quotas of tenants, and counts what tenants have.
public final class Quotas implements ManageQuotas {
  private final TenantStore tenants;
  private final TenantUsage usage;
  private final AuditTrail trail;

  public Quotas(TenantStore tenants, TenantUsage usage, AuditTrail trail) {
    this.tenants = tenants;
    this.usage = usage;
    this.trail = trail;
  }

  @Override
  public Outcome<Quota> quota(TenantId tenant) {
    return Tenants.known(tenants, tenant)
        .map(found -> Outcome.done(found.quota()))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchTenant()));
  }

  @Override
  public Outcome<Quota> replace(Actor by, TenantId tenant, Quota quota) {
    var action = new AuditedAction(by, "quota.replace", tenant.value(), tenant);
    return Tenants.known(tenants, tenant)
        .map(found -> trail.during(action, () -> replace(found, quota)))
        .orElseGet(() -> trail.refuse(action, new Refusal.NoSuchTenant()));
  }

  private Outcome<Quota> replace(Tenant found, Quota quota) {
    return Revision.of(found, current -> attempt(current, quota));
  }

  private Revision.Step<Tenant, Quota> attempt(Tenant current, Quota quota) {
    if (current.quota().equals(quota) || tenants.replace(current, current.within(quota))) {
      return Revision.done(quota);
    }
    return Tenants.known(tenants, current.id())
        .<Revision.Step<Tenant, Quota>>map(Revision.Overtaken::new)
        .orElseGet(() -> Revision.refused(new Refusal.NoSuchTenant()));
  }

  @Override
  public Slice<Usage> usage(Paging paging) {
    return tenants
        .list(paging)
        .only(tenant -> tenant.state() != Tenant.State.DELETED)
        .map(tenant -> new Usage(tenant, usage.of(tenant.id())));
  }
}
