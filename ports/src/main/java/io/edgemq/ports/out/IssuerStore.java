package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import java.util.List;
import java.util.Optional;

/// Which issuers tenants trust. A pair of `iss` and `aud` is of one tenant at most. Several
/// processes may share a store.
public interface IssuerStore {
  /// Keeps a new issuer, if both its name within the tenant and its pair are free.
  ///
  /// @throws IllegalArgumentException when the id is taken
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  AddResult add(Issuer issuer);

  /// The issuer with that pair. Answers from memory what this process knows: it is asked for each
  /// token.
  ///
  /// @throws StoreException when this process does not know and the store cannot answer
  Optional<Issuer> find(String issuer, String audience);

  /// The tenant's issuers, the oldest first.
  ///
  /// @throws StoreException when the store cannot answer
  List<Issuer> list(TenantId tenant);

  /// Removes an issuer. Answers whether there was one.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean delete(TenantId tenant, String name);

  /// Begins to follow which tenants' issuers are made and removed from now on, in whichever
  /// process. Close it.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  Changes<TenantId> changes();

  /// What came of [#add].
  sealed interface AddResult {}

  /// It is kept.
  record Added() implements AddResult {}

  /// The tenant has one of that name; nothing was changed.
  record Exists(Issuer issuer) implements AddResult {}

  /// Some tenant has one with that pair; nothing was changed.
  record Taken() implements AddResult {}
}
