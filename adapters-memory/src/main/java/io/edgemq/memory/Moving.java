package io.edgemq.memory;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.List;

/// Moves messages between the queues of a tenant. Nobody sees one on its way: the lock is held from
/// the decision until it has arrived.
final class Moving {
  private final MemoryQueues queues;

  Moving(MemoryQueues queues) {
    this.queues = queues;
  }

  /// Where the messages of the queue can be moved to.
  MoveTargets targets(QueueRef from) {
    return new MoveTargets(name -> exists(from, name), Duration.ZERO);
  }

  /// Whether the queue's tenant has such a queue.
  boolean exists(QueueRef from, QueueName name) {
    return queues.ofTenant(from.tenant()).containsKey(name.value());
  }

  /// Carries out what was decided in `proposal`, in order.
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
