package io.edgemq.memory;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.store.ChangeFeed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryKeyDirectory implements KeyDirectory {
  private final Guard guard;
  private final Map<TokenHash, ApiKey> keys = new HashMap<>();
  private final ChangeFeed<KeyRef> feed;

  MemoryKeyDirectory(Guard guard) {
    this.guard = guard;
    this.feed = new ChangeFeed<>(guard::requireOpen);
  }

  @Override
  public Optional<ApiKey> find(TokenHash hash) {
    return guard.locked(() -> Optional.ofNullable(keys.get(hash)));
  }

  @Override
  public Optional<ApiKey> find(KeyRef key) {
    return guard.locked(
        () -> keys.values().stream().filter(each -> each.ref().equals(key)).findFirst());
  }

  @Override
  public void add(ApiKey key) {
    guard.<Boolean>locked(
        () -> {
          boolean taken = keys.values().stream().anyMatch(k -> k.id().equals(key.id()));
          if (taken || keys.containsKey(key.hash())) {
            throw new IllegalArgumentException("the key's id or hash already exists: " + key.id());
          }
          return put(key);
        });
  }

  @Override
  public List<ApiKey> list(TenantId tenant) {
    return guard.locked(
        () ->
            keys.values().stream()
                .filter(key -> key.tenant().equals(tenant))
                .sorted(ApiKey.OLDEST_FIRST)
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
          return found.isPresent() && put(found.get().revoked(now));
        });
  }

  private boolean put(ApiKey key) {
    keys.put(key.hash(), key);
    feed.changed(key.ref());
    return true;
  }

  @Override
  public Changes<KeyRef> changes() {
    return guard.locked(feed::follow);
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
