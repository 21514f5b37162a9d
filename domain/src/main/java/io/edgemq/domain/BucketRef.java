package io.edgemq.domain;

/// A bucket of a tenant, and the permission to act on it, as a [QueueRef] is for a
/// queue.
public record BucketRef(TenantId tenant, BucketName name) {}
