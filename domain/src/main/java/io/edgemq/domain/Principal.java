package io.edgemq.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who calls: a tenant, through one of its keys. Passed as an argument to every use case, so that a
/// signature shows what it may touch.
///
/// @param expiresAt when the credential ends; an open stream is closed then; null means never
public record Principal(TenantId tenant, String keyId, @Nullable Instant expiresAt) {}
