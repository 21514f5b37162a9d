package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamClient.Bounds;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import java.util.Optional;

/// Where the streams of queues begin and end now, as their leaders know it.
final class StreamEnds {
  private final QueueReplicas queues;

  StreamEnds(QueueReplicas queues) {
    this.queues = queues;
  }

  /// The streams of one queue.
  record Ends(Bounds messages, Bounds ledger) {
    ReadIndex index() {
      return new ReadIndex(messages.last(), ledger.last());
    }
  }

  /// Of the queue; empty when there is none. Throws `StoreException.Damaged` when one of its
  /// streams is missing.
  Optional<Ends> of(QueueRef ref) {
    while (true) {
      var queue = queues.locate(ref);
      if (queue.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(ends(ref, queue.get()));
      } catch (StoreException failed) {
        if (queues.isThere(ref, queue.get())) {
          throw queues.lost().explain(ref, queue.get().incarnation(), failed);
        }
      }
    }
  }

  private Ends ends(QueueRef ref, Incarnated<Queue> queue) {
    long incarnation = queue.incarnation();
    var ledger = new StreamClient(queues.parts().cluster(), StreamNames.ledger(ref, incarnation));
    return new Ends(queues.messages(ref, incarnation).bounds(), ledger.bounds());
  }
}
