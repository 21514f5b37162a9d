package io.edgemq.memory;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.time.Duration;
import java.util.Optional;

/// Moves dead letters back.
final class Redriving {
  private final MemoryQueues queues;

  Redriving(MemoryQueues queues) {
    this.queues = queues;
  }

  RedriveResult redrive(QueueRef ref, RedrivePlan plan, RedriveStep step) {
    var source = queues.find(ref);
    var to = plan.to();
    if (source.isEmpty() || (to != null && target(ref, to).isEmpty())) {
      return new NoSuchQueue();
    }
    var letters = source.get().between(step.after(), step.end(), step.max());
    long moved = 0;
    for (var letter : letters) {
      var target = to == null ? origin(ref, letter) : target(ref, to);
      if (target.isPresent() && letter.state != Letter.State.LEASED) {
        move(source.get(), letter, target.get());
        moved++;
      }
    }
    long cursor = letters.isEmpty() ? step.end() : letters.getLast().sequence;
    boolean more = !source.get().between(cursor, step.end(), 1).isEmpty();
    return new Redriven(more ? cursor : step.end(), moved, letters.size() - moved);
  }

  private void move(QueueState source, Letter letter, QueueState target) {
    source.remove(letter);
    var content = DeadLetterReason.unmark(letter.content);
    target.append(content, letter.group, Duration.ZERO, queues.guard().now());
  }

  private Optional<QueueState> origin(QueueRef ref, Letter letter) {
    return letter
        .content
        .attributes()
        .find(DeadLetterReason.SOURCE)
        .filter(QueueName::isLegal)
        .flatMap(name -> target(ref, new QueueName(name)));
  }

  private Optional<QueueState> target(QueueRef ref, QueueName name) {
    return queues.find(new QueueRef(ref.tenant(), name));
  }
}
