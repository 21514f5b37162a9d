package io.edgemq.domain;

/// A subscription's identity among all tenants'.
public record SubscriptionRef(TenantId tenant, SubscriptionId id) {}
