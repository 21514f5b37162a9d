package io.edgemq.domain;

/// A queue of a tenant, and the permission to act on it: only the application's Access makes it for
/// a caller (ARCHITECTURE, rule 5).
public record QueueRef(TenantId tenant, QueueName name) {}
