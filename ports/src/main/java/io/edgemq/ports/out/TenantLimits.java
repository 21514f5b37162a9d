package io.edgemq.ports.out;

import io.edgemq.domain.Limits;
import io.edgemq.domain.TenantId;

/// How much each tenant may ask for.
public interface TenantLimits {
  /// The limits of `tenant`. Answers from memory and never fails: it is asked on every call.
  Limits of(TenantId tenant);
}
