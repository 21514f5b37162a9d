package io.edgemq.domain;

/// A queue, named from outside its tenant.
public record QueueRef(TenantId tenant, QueueName name) {}
