package io.edgemq.domain.lease;

/// A message that moves to another queue, and where.
public record PendingMove(MessageEntry message, StateChange.Move move) {}
