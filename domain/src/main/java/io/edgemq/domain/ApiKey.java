package io.edgemq.domain;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A tenant's key as it is stored: never the token itself, only its hash.
///
/// @param id the key's public name, `ak_` and 24 letters or digits
/// @param expiresAt from this instant on the key is refused; null means never
/// @param revokedAt when it was revoked; null means it was not
public record ApiKey(
    String id,
    TenantId tenant,
    TokenHash hash,
    String label,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {
  /// The order in which keys are listed.
  public static final Comparator<ApiKey> OLDEST_FIRST =
      Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id);

  /// Whether a bearer of this key may act at `now`.
  public boolean isActive(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// Its identity among all tenants' keys.
  public KeyRef ref() {
    return new KeyRef(tenant, id);
  }

  /// This key, revoked at `now`.
  public ApiKey revoked(Instant now) {
    return new ApiKey(id, tenant, hash, label, createdAt, expiresAt, now);
  }
}
