package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.Limits;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.TenantLimits;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a use case asks about its caller: what it may do, how much of it at once, and how much of
/// it at all.
///
/// @param shares divide what the process does at once
public record Admission(
    Access access, TenantLimits limits, TenantQuotas quotas, TenantShares shares) {
  /// Of tenants without quotas, and of a process that nobody shares.
  public Admission(Access access, TenantLimits limits) {
    this(access, limits, TenantQuotas.none());
  }

  /// Of a process that nobody shares.
  public Admission(Access access, TenantLimits limits, TenantQuotas quotas) {
    this(access, limits, quotas, TenantShares.undivided());
  }

  /// What `work` answers, which stores messages of the tenant: at its place, and in the room that
  /// its quota leaves.
  ///
  /// @param bytes as for [TenantQuotas#storing]
  <T> Outcome<T> storing(TenantId tenant, LongSupplier bytes, Supplier<Outcome<T>> work) {
    return shares.of(tenant, () -> quotas.storing(tenant, bytes, work));
  }

  /// The limits of `tenant`.
  Limits limitsOf(TenantId tenant) {
    return limits.of(tenant);
  }
}
