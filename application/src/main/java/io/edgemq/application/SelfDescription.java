package io.edgemq.application;

import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.time.InstantSource;

/// Tells callers who they are. Everybody who is served may ask.
public final class SelfDescription implements DescribeSelf {
  private final Admission admission;
  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final TenantUsage usage;
  private final InstantSource clock;

  /// Where it is found who somebody is, and what that has.
  public record Tools(TenantStore tenants, KeyDirectory keys, TenantUsage usage) {}

  public SelfDescription(Admission admission, Tools tools, InstantSource clock) {
    this.admission = admission;
    this.tenants = tools.tenants();
    this.keys = tools.keys();
    this.usage = tools.usage();
    this.clock = clock;
  }

  @Override
  public Outcome<Self> describe(Principal who) {
    return admission
        .access()
        .toSeeItself(who)
        .then(
            id ->
                Tenants.known(tenants, id)
                    .map(tenant -> Outcome.done(self(who, tenant)))
                    .orElseGet(() -> Outcome.refused(new Refusal.NoSuchTenant())));
  }

  private Self self(Principal who, Tenant tenant) {
    var key = who.key().flatMap(keys::find).orElse(null);
    return new Self(
        tenant, key, admission.limitsOf(tenant.id()), usage.of(tenant.id()), clock.instant());
  }
}
