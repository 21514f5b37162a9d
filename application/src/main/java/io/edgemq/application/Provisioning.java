package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.ClaimInvites.Claimed;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;

/// Makes tenants with their first key. What failed halfway is gone over again: the same tenant, and
/// no key but the one that is answered.
public final class Provisioning {
  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final KeyIssuer issuer;

  public Provisioning(TenantStore tenants, KeyDirectory keys, KeyIssuer issuer) {
    this.tenants = tenants;
    this.keys = keys;
    this.issuer = issuer;
  }

  /// Makes the tenant, or takes the one that is there, and makes its key. For one thread at a time
  /// with that tenant.
  ///
  /// @param label of the key
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full; the same
  ///     call is safe to repeat
  Claimed provision(Tenant wanted, String label) {
    var tenant = tenants.create(wanted) ? wanted : taken(wanted);
    revokeKeys(tenant.id());
    var wish = new Wish(label, ApiKey.Kind.TENANT, null, null);
    var issued = issuer.issue(tenant.id(), issuer.newId(), wish);
    return new Claimed(tenant, issued.key(), issued.token());
  }

  /// The tenant that is there, with the tag that is wanted now.
  private Tenant taken(Tenant wanted) {
    var there = tenants.find(wanted.id()).orElseThrow();
    var tagged = there.tagged(wanted.tag());
    if (!there.equals(tagged) && !tenants.replace(there, tagged)) {
      throw new IllegalStateException("a tenant is changed while it is made: " + there.id());
    }
    return tagged;
  }

  /// Nobody has got the tokens of keys that an earlier attempt has made.
  private void revokeKeys(TenantId tenant) {
    for (var key : keys.list(tenant)) {
      if (key.revokedAt() == null) {
        boolean unused = keys.revoke(tenant, key.id(), issuer.now());
      }
    }
  }
}
