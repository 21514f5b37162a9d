package io.edgemq.domain.lease;

import io.edgemq.domain.Lease;

/// What came of one settlement.
public sealed interface SettleOutcome {
  /// It was carried out, or (an acknowledgement) had been before.
  record Done() implements SettleOutcome {}

  /// The lease was extended; this one replaces it, the old handle is stale from now on.
  record Extended(Lease lease) implements SettleOutcome {}

  /// Somebody else was given the message since, or the lease was given back; nothing was done.
  record Stale() implements SettleOutcome {}

  /// The message has left the queue; nothing was done.
  record Gone() implements SettleOutcome {}

  /// The queue has no dead-letter queue to reject to; nothing was done.
  record NoDeadLetterQueue() implements SettleOutcome {}

  /// The handle is none that this store gave out; nothing was done.
  record Unknown() implements SettleOutcome {}
}
