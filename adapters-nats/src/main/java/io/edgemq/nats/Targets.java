package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import java.time.Duration;

/// Where the messages of a tenant's queues can be moved to.
///
/// @param claim how long who decided on a move has to carry it out before somebody else does
record Targets(TenantId tenant, Directory<QueueRef, Queue> directory, Duration claim) {
  boolean exists(QueueName name) {
    return directory.locate(new QueueRef(tenant, name)).isPresent();
  }

  /// Decides that `letter` moves; the caller of the errand carries it out.
  Moves move(Plan plan, Letter letter, Move move) {
    var moves = new Moves(letter.sequence, letter.standing.moving(plan.in(claim)), move);
    plan.decide(moves);
    return moves;
  }
}
