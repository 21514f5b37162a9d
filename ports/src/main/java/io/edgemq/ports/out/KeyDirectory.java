package io.edgemq.ports.out;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which keys there are. Tokens themselves are nowhere.
public interface KeyDirectory {
  /// The key with that hash, active or not. Answers from memory: it is asked on every request.
  Optional<ApiKey> find(TokenHash hash);

  /// Keeps a new key. Throws [IllegalArgumentException] when its id or hash is taken.
  void add(ApiKey key);

  /// The tenant's keys, oldest first.
  List<ApiKey> list(TenantId tenant);

  /// Revokes a key from `now` on; whether there was one that was not revoked.
  boolean revoke(TenantId tenant, String keyId, Instant now);

  /// What becomes of every tenant's keys from now on. Close it.
  Changes<KeyRef> changes();
}
