package io.edgemq.memory;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.List;

/// Moves messages between the queues of a tenant. The lock is held from the decision until the
/// message has arrived, so no caller sees it on its way.
final class MemoryMoves {
  private final MemoryQueues queues;

  MemoryMoves(MemoryQueues queues) {
    this.queues = queues;
  }

  /// The queues that messages of this queue can be moved to.
  MoveTargets targets(QueueRef from) {
    return new MoveTargets(name -> exists(from, name), Duration.ZERO);
  }

  /// Whether the queue's tenant has such a queue.
  boolean exists(QueueRef from, QueueName name) {
    return queues.ofTenant(from.tenant()).containsKey(name.value());
  }

  /// Carries out the moves of `proposal`, in order.
  void carryOut(QueueRef from, MemoryQueue source, Proposal proposal, List<Moves> moves) {
    for (var move : moves) {
      var message = source.message(move.sequence());
      var target = queues.find(new QueueRef(from.tenant(), move.move().to())).orElseThrow();
      var unused =
          target.append(
              move.content(message.content(), from.name()), message.group(), Duration.ZERO);
      proposal.decide(new Gone(move.sequence()));
    }
  }
}
