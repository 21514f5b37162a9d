package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.PurgeResult;
import io.edgemq.ports.out.QueueStore.Purged;
import java.util.Optional;

/// Removes all messages of a queue. That takes one decision; what was purged leaves the stream
/// later.
public final class Purging {
  private final QueueReplicas queues;
  private final SingleMessages messages;

  public Purging(QueueReplicas queues) {
    this.queues = queues;
    this.messages = new SingleMessages(queues);
  }

  public PurgeResult purge(QueueRef queue) {
    var located = queues.locate(queue);
    if (located.isEmpty()) {
      return new NoSuchQueue();
    }
    long incarnation = located.get().incarnation();
    var end = queues.readIndex(queue);
    Optional<PurgeResult> purged =
        queues.executeNow(
            queue,
            end,
            now ->
                Command.onLedger(
                    proposal -> {
                      if (now.incarnation() == incarnation) { // a recreated one is empty
                        proposal.decide(new StateChange.Purged(end.messages()));
                      }
                      return Optional.of(new Purged());
                    }));
    if (purged.isPresent()) {
      passOver(queue, incarnation, end.messages());
    }
    return purged.orElseGet(NoSuchQueue::new);
  }

  /// Need not read what was purged, except for messages that were moved here, which leave traces,
  /// and from the first mark of a source on: marks have to be known before anything goes.
  private void passOver(QueueRef queue, long incarnation, long purged) {
    var mark = queues.messages(queue, incarnation).fromLeader(1, StreamNames.MARKS);
    long first =
        Math.min(
            messages.firstMoved(queue, incarnation).orElse(Long.MAX_VALUE),
            mark.map(entry -> entry.sequence()).orElse(Long.MAX_VALUE));
    Command<Boolean> passing =
        proposal -> {
          proposal.book().arrivedUpTo(Math.min(purged, first - 1));
          return Optional.of(true);
        };
    Command<Boolean> nothing = Command.onLedger(_ -> Optional.of(true));
    var unused =
        queues.executeNow(
            queue,
            ReadIndex.ANY,
            now -> {
              if (now.incarnation() != incarnation) {
                return nothing;
              }
              return mark.isEmpty() ? Command.onLedger(passing) : passing; // so that it reads
            });
  }
}
