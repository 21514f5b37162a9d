package io.edgemq.ports.out;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which keys there are. The tokens themselves are stored nowhere.
public interface KeyDirectory {
  /// The key with that hash, active or not. Answers from memory: it is asked on every request.
  ///
  /// @throws StoreException when the key is not in memory and the store cannot answer
  Optional<ApiKey> find(TokenHash hash);

  /// The key of that identity, active or not. Answers from memory what this process knows.
  ///
  /// @throws StoreException when this process does not know and the store cannot answer
  Optional<ApiKey> find(KeyRef key);

  /// Keeps a new key.
  ///
  /// @throws IllegalArgumentException when the key's id or hash is taken
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void add(ApiKey key);

  /// The tenant's keys, oldest first.
  ///
  /// @throws StoreException when the store cannot answer
  List<ApiKey> list(TenantId tenant);

  /// Revokes a key from `now` on. Answers whether there was such a key and it was not revoked yet.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean revoke(TenantId tenant, String keyId, Instant now);

  /// Begins to follow the keys of all tenants: which are added and revoked from now on, in
  /// whichever process. Close it.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  Changes<KeyRef> changes();
}
