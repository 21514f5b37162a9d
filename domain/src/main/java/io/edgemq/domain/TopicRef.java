package io.edgemq.domain;

/// A topic, named from outside its tenant.
public record TopicRef(TenantId tenant, TopicName name) {}
