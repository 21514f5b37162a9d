package io.edgemq.domain.lease;

import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;

/// A decision about messages of a queue. It says which state a message has from now on, and not
/// what to do with the state before: so it can be applied before its message is known, and twice.
public sealed interface StateChange {
  /// This message has that state.
  record Becomes(long sequence, LeaseState state) implements StateChange {}

  /// These messages have left the queue, `first` to `last`, both included.
  record Gone(long first, long last) implements StateChange {
    public Gone {
      if (first > last) {
        throw new IllegalArgumentException("from " + first + " to " + last);
      }
    }

    /// This message has left the queue.
    public Gone(long sequence) {
      this(sequence, sequence);
    }
  }

  /// This message and every one before it have left the queue.
  record Purged(long upTo) implements StateChange {}

  /// This message moves to another queue.
  ///
  /// @param state with the status `MOVING`
  record Moves(long sequence, LeaseState state, Move move) implements StateChange {
    /// What the message looks like where it moves.
    ///
    /// @param source the queue that it leaves
    public Content content(Content content, QueueName source) {
      return switch (move) {
        case Move.DeadLettered(_, var reason) -> reason.mark(content, source, state.attempts());
        case Move.Redriven _ -> DeadLetterReason.unmark(content);
      };
    }
  }

  /// Where a message moves, and as what.
  sealed interface Move {
    /// The queue, of the same tenant.
    QueueName to();

    /// As a dead letter.
    record DeadLettered(QueueName to, DeadLetterReason reason) implements Move {}

    /// As a message without the marks of its latest move.
    record Redriven(QueueName to) implements Move {}
  }
}
