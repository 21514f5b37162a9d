package io.edgemq.domain.lease;

import io.edgemq.domain.Lease;

/// What came of one settlement.
public sealed interface SettleOutcome {
  /// It was carried out, or (an acknowledgement) had been before.
  record Done() implements SettleOutcome {}

  /// The lease was extended; the handles that it had before stay good for as long as it does.
  record Extended(Lease lease) implements SettleOutcome {}

  /// The message was handed out again since; nothing was done.
  record Stale() implements SettleOutcome {}

  /// The message was given back since, and waits to be handed out again; nothing was done.
  record GivenBack() implements SettleOutcome {}

  /// The message has left the queue: it was acknowledged, purged or moved, or is past its
  /// retention. Nothing was done.
  record Gone() implements SettleOutcome {}

  /// The queue has no dead-letter queue to reject to; nothing was done.
  record NoDeadLetterQueue() implements SettleOutcome {}

  /// The handle is none that this store gave out; nothing was done.
  record Unknown() implements SettleOutcome {}
}
