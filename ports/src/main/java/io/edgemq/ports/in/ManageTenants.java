package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;

/// Makes, shows, suspends and removes tenants, for operators. Each change stands in the audit
/// before it is made; when it cannot be written there, nothing is done.
public interface ManageTenants {
  /// Makes a tenant with an id of its own, without a key.
  ///
  /// @param tag 1 to [Tenant#MOST_TAG] characters
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Tenant> create(Actor by, String tag);

  /// The tenant, unless it was removed.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Tenant> find(TenantId id);

  /// The tenants by id, without those that were removed.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Slice<Tenant> list(Paging paging);

  /// Stops everything of the tenant, on every adapter, within a second. What it has stays.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Tenant> suspend(Actor by, TenantId id);

  /// Ends a suspension.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Tenant> unsuspend(Actor by, TenantId id);

  /// Removes the tenant: its keys are void within a second, and what it has is removed after the
  /// answer. Its id is never used again.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Actor by, TenantId id);
}
