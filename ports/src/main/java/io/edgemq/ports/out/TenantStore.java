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

  /// The tenant, if there is one, in any state. Answers from memory what this process knows: it is
  /// asked on every request.
  ///
  /// @throws StoreException when the tenant is not in memory and the store cannot answer
  Optional<Tenant> find(TenantId id);

  /// The tenants by id, in any state; the paging key is the id.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Tenant> list(Paging paging);

  /// Puts `after` in the place of `before`, which has the same id. Answers whether the tenant was
  /// `before`; if not, nothing is changed.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean replace(Tenant before, Tenant after);

  /// Begins to follow the tenants: which are made and changed from now on, in whichever process.
  /// Close it.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  Changes<TenantId> changes();
}
