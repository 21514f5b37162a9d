package io.edgemq.domain;

/// A topic of a tenant, and the permission to act on it, as a [QueueRef] is for a queue.
public record TopicRef(TenantId tenant, TopicName name) {}
