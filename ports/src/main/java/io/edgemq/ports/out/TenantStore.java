package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which tenants there are.
public interface TenantStore {
  /// Keeps a new tenant. Answers whether its id was free.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean create(Tenant tenant);

  /// The tenant, if there is one.
  ///
  /// @throws StoreException when the tenant is not in memory and the store cannot answer
  Optional<Tenant> find(TenantId id);

  /// The tenants by id; the paging key is the id.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Tenant> list(Paging paging);
}
