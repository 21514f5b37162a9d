package io.edgemq.ports.in;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Tenant;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells callers who they are.
public interface DescribeSelf {
  /// Who `who` is.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Self> describe(Principal who);

  /// A tenant as it sees itself.
  ///
  /// @param key that it calls with; null for an operator
  /// @param limits of what it may ask for
  /// @param used what it has now of each kind
  /// @param now the time of the server
  record Self(
      Tenant tenant, @Nullable ApiKey key, Limits limits, Map<QuotaKind, Long> used, Instant now) {
    public Self {
      used = Map.copyOf(used);
    }
  }
}
