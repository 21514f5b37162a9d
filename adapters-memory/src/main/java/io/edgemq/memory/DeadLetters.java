package io.edgemq.memory;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueRef;
import java.time.Duration;
import java.util.Optional;

/// Moves letters to the dead-letter queue of their queue.
final class DeadLetters {
  private final MemoryQueues queues;

  DeadLetters(MemoryQueues queues) {
    this.queues = queues;
  }

  /// Moves `letter` away if it was handed out often enough; whether it was.
  boolean bury(QueueRef ref, QueueState state, Letter letter) {
    var policy = state.config().deadLetter();
    return policy != null
        && policy.isExhausted(letter.attempts)
        && move(ref, state, letter, DeadLetterReason.MAX_RECEIVES);
  }

  /// Moves `letter` away for `reason`; whether there is a queue to move it to.
  boolean move(QueueRef ref, QueueState source, Letter letter, DeadLetterReason reason) {
    var target =
        Optional.ofNullable(source.config().deadLetter())
            .flatMap(policy -> queues.find(new QueueRef(ref.tenant(), policy.queue())));
    target.ifPresent(
        state -> {
          source.remove(letter);
          var content = reason.mark(letter.content, ref.name(), letter.attempts);
          state.append(content, letter.group, Duration.ZERO, queues.guard().now());
        });
    return target.isPresent();
  }
}
