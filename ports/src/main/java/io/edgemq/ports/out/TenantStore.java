package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which tenants there are.
public interface TenantStore {
  /// Keeps a new tenant; whether the id was free.
  boolean create(Tenant tenant);

  /// The tenant, if there is one.
  Optional<Tenant> find(TenantId id);

  /// The tenants by id; the paging key is the id.
  Slice<Tenant> list(Paging paging);
}
