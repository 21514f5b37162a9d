package io.edgemq.domain.ingest;

import io.edgemq.domain.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where senders that cannot be changed post what becomes a message (SPEC 7).
///
/// @param name the tenant's own for it, 1 to 80 of `[A-Za-z0-9_-]`
/// @param dedupHeader the header whose value is the message's dedup key; null: none is
public record Ingest(
    IngestId id,
    TenantId tenant,
    String name,
    IngestTarget target,
    IngestAuth auth,
    SubjectSource subject,
    @Nullable String dedupHeader,
    IngestCors cors,
    Instant createdAt) {}
