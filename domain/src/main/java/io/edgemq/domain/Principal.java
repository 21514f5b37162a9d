package io.edgemq.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who calls: a tenant, through one of its keys. Each use case takes it as an argument, so that the
/// signature shows on whose behalf it acts.
///
/// @param expiresAt when the credential ends; an open stream is closed then; null means never
public record Principal(TenantId tenant, String keyId, @Nullable Instant expiresAt) {
  /// Which key that is.
  public KeyRef key() {
    return new KeyRef(tenant, keyId);
  }
}
