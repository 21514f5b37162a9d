package io.edgemq.domain;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A tenant's key as it is stored: never the token itself, only its hash.
///
/// @param id the key's public name, `ak_` and 24 letters or digits
/// @param kind for whom it is
/// @param scopes what it may do
/// @param expiresAt from this instant on the key is refused; null means never
/// @param revokedAt when it was revoked; null means it was not
/// @param messagesPerSecond how many messages it may send in a second, on all processes; null: as
///     many as its tenant
public record ApiKey(
    String id,
    TenantId tenant,
    TokenHash hash,
    String label,
    Kind kind,
    Scopes scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Long messagesPerSecond) {
  /// The most characters of a label.
  public static final int MOST_LABEL = 200;

  /// The order in which keys are listed.
  public static final Comparator<ApiKey> OLDEST_FIRST =
      Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id);

  /// For whom a key is.
  public enum Kind {
    /// For the tenant.
    TENANT,
    /// For somebody who looks into the tenant for the operators. It expires.
    SUPPORT
  }

  public ApiKey {
    if (kind == Kind.SUPPORT && expiresAt == null) {
      throw new IllegalArgumentException("a support key expires");
    }
    if (messagesPerSecond != null
        && (messagesPerSecond < 1 || messagesPerSecond > Quota.MOST_RATE)) {
      throw new IllegalArgumentException("no rate: " + messagesPerSecond);
    }
  }

  /// A key without a rate of its own.
  public ApiKey(
      String id,
      TenantId tenant,
      TokenHash hash,
      String label,
      Kind kind,
      Scopes scopes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {
    this(id, tenant, hash, label, kind, scopes, createdAt, expiresAt, revokedAt, null);
  }

  /// A tenant's key that is not revoked and never expires.
  public static ApiKey lasting(
      String id, TenantId tenant, TokenHash hash, String label, Instant createdAt) {
    return new ApiKey(
        id, tenant, hash, label, Kind.TENANT, Scopes.EVERYTHING, createdAt, null, null);
  }

  /// Whether a bearer of this key may act at `now`.
  public boolean isActive(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// Whether it is for somebody who looks into the tenant for the operators.
  public boolean isForSupport() {
    return kind == Kind.SUPPORT;
  }

  /// Its identity among all tenants' keys.
  public KeyRef ref() {
    return new KeyRef(tenant, id);
  }

  /// This key, revoked at `now`.
  public ApiKey revoked(Instant now) {
    return new ApiKey(
        id, tenant, hash, label, kind, scopes, createdAt, expiresAt, now, messagesPerSecond);
  }
}
