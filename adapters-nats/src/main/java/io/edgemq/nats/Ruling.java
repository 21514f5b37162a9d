package io.edgemq.nats;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;

/// What was decided about the messages of a queue. A decision says how things stand, not what to do
/// with how they stood: so it can be applied before its message was heard of, and again.
sealed interface Ruling {
  /// This message stands so.
  record Stands(long sequence, Standing standing) implements Ruling {}

  /// This message has left the queue.
  record Gone(long sequence) implements Ruling {}

  /// This message and every one before it has left the queue.
  record Purged(long upTo) implements Ruling {}

  /// This message moves to another queue.
  ///
  /// @param standing with the state `MOVING`
  record Moves(long sequence, Standing standing, Move move) implements Ruling {}

  /// Where a message moves, and as what.
  sealed interface Move {
    /// The queue, of the same tenant.
    QueueName to();

    /// As a dead letter.
    record Buried(QueueName to, DeadLetterReason reason) implements Move {}

    /// As a message without the marks of a dead letter.
    record Redriven(QueueName to) implements Move {}
  }
}
