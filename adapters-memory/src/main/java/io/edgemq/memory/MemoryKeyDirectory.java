package io.edgemq.memory;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.KeyDirectory;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryKeyDirectory implements KeyDirectory {
  private final Guard guard;
  private final Map<TokenHash, ApiKey> keys = new HashMap<>();

  MemoryKeyDirectory(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Optional<ApiKey> find(TokenHash hash) {
    return guard.locked(() -> Optional.ofNullable(keys.get(hash)));
  }

  @Override
  public void add(ApiKey key) {
    guard.<Optional<ApiKey>>locked(
        () -> {
          boolean taken = keys.values().stream().anyMatch(k -> k.id().equals(key.id()));
          if (taken || keys.containsKey(key.hash())) {
            throw new IllegalArgumentException("the key's id or hash already exists: " + key.id());
          }
          return Optional.ofNullable(keys.put(key.hash(), key));
        });
  }

  @Override
  public List<ApiKey> list(TenantId tenant) {
    return guard.locked(
        () ->
            keys.values().stream()
                .filter(key -> key.tenant().equals(tenant))
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id))
                .toList());
  }

  @Override
  public boolean revoke(TenantId tenant, String keyId, Instant now) {
    return guard.locked(
        () -> {
          var found =
              keys.values().stream()
                  .filter(key -> key.tenant().equals(tenant) && key.id().equals(keyId))
                  .filter(key -> key.revokedAt() == null)
                  .findFirst();
          found.ifPresent(key -> keys.put(key.hash(), revoked(key, now)));
          return found.isPresent();
        });
  }

  private static ApiKey revoked(ApiKey key, Instant now) {
    return new ApiKey(
        key.id(), key.tenant(), key.hash(), key.label(), key.createdAt(), key.expiresAt(), now);
  }
}
