package io.edgemq.domain;

/// A subscription of a tenant, and the permission to act on it, as a [QueueRef] is for a queue.
public record SubscriptionRef(TenantId tenant, SubscriptionId id) {}
