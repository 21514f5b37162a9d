package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.TenantLimits;

/// What a use case asks about its caller: what it may do, and how much of it.
public record Admission(Access access, TenantLimits limits) {
  /// The limits of `tenant`.
  Limits limitsOf(TenantId tenant) {
    return limits.of(tenant);
  }
}
