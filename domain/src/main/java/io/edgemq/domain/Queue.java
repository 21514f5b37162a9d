package io.edgemq.domain;

import java.time.Instant;

/// A queue as its tenant configured it.
public record Queue(QueueName name, QueueConfig config, Instant createdAt) {}
