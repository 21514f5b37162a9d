package io.edgemq.domain;

/// A message that was handed out, and the lease it was handed out under.
public record LeasedMessage(QueueMessage message, Lease lease) {}
