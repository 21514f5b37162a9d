package io.edgemq.domain;

/// A message that was handed out, and its lease.
public record LeasedMessage(QueueMessage message, Lease lease) {}
