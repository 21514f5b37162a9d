package io.edgemq.domain;

import java.time.Instant;

/// A topic as its tenant configured it.
public record Topic(TopicName name, TopicConfig config, Instant createdAt) {}
