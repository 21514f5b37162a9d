package io.edgemq.domain.lease;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.function.Predicate;

/// Where the messages of a tenant's queues can be moved to.
///
/// @param exists whether the tenant has such a queue
/// @param claim how long whoever decided on a move has to carry it out before somebody else does
public record MoveTargets(Predicate<QueueName> exists, Duration claim) {
  /// Decides that `message` moves; whoever asked for the decision carries it out.
  public Moves move(Proposal proposal, MessageEntry message, Move move) {
    var moves =
        new Moves(
            message.sequence(), message.state().moving(proposal.now(), proposal.in(claim)), move);
    proposal.decide(moves);
    return moves;
  }
}
