package io.edgemq.memory;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.lease.RedriveMessages;
import io.edgemq.domain.lease.RedriveMessages.Candidates;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Moves dead letters back.
final class Redriving {
  private final MemoryQueues queues;
  private final MemoryMoves moving;

  Redriving(MemoryQueues queues, MemoryMoves moving) {
    this.queues = queues;
    this.moving = moving;
  }

  RedriveResult redrive(QueueRef ref, RedrivePlan plan, RedriveStep step) {
    var found = queues.find(ref);
    var to = plan.to();
    if (found.isEmpty() || (to != null && !moving.exists(ref, to))) {
      return new NoSuchQueue();
    }
    var source = found.get();
    var candidates = Candidates.of(source.book(), step.after(), step.end(), step.max());
    var sequences = candidates.sequences();
    var proposal = source.proposal();
    var targets = to == null ? origins(ref, source, sequences) : all(sequences, to);
    var moves =
        new RedriveMessages(sequences, targets, moving.targets(ref)).decide(proposal).moves();
    moving.carryOut(ref, source, proposal, moves);
    source.conclude(proposal);
    long cursor = candidates.more() ? sequences.getLast() : step.end();
    return new Redriven(cursor, moves.size(), sequences.size() - moves.size());
  }

  private static Map<Long, QueueName> all(List<Long> sequences, QueueName to) {
    var targets = new HashMap<Long, QueueName>();
    sequences.forEach(sequence -> targets.put(sequence, to));
    return targets;
  }

  /// The queues that the messages came from, without those that no longer exist.
  private Map<Long, QueueName> origins(QueueRef ref, MemoryQueue source, List<Long> sequences) {
    var targets = new HashMap<Long, QueueName>();
    for (var sequence : sequences) {
      Optional<QueueName> origin = DeadLetterReason.source(source.content(sequence));
      origin
          .filter(name -> moving.exists(ref, name))
          .ifPresent(name -> targets.put(sequence, name));
    }
    return targets;
  }
}
