package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import java.util.Map;

/// Sets what tenants may have, and shows what they have, for operators.
public interface ManageQuotas {
  /// The tenant's quota.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Quota> quota(TenantId tenant);

  /// Replaces the tenant's quota whole. It holds on every process within a second. What the tenant
  /// has already stays, even when it is more. The change stands in the audit before it is made.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Quota> replace(Actor by, TenantId tenant, Quota quota);

  /// What tenants have now, by id, without those that were removed.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Slice<Usage> usage(Paging paging);

  /// What a tenant has now.
  ///
  /// @param used of each kind
  record Usage(Tenant tenant, Map<QuotaKind, Long> used) {
    public Usage {
      used = Map.copyOf(used);
    }
  }
}
