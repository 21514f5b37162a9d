package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.nats.catalog.Incarnated;
import java.util.function.Function;

/// Calls to the streams of queues, which need no replica.
final class StreamCalls {
  private StreamCalls() {}

  /// Makes a call to the queue of that name, and again when it was removed and made anew
  /// meanwhile; `none` when there is no such queue.
  static <T> T call(
      QueueReplicas queues, QueueRef ref, T none, Function<Incarnated<Queue>, T> call) {
    while (true) {
      var queue = queues.locate(ref);
      if (queue.isEmpty()) {
        return none;
      }
      try {
        return call.apply(queue.get());
      } catch (StoreException.NoResponders unanswered) {
        if (queues.isThere(ref, queue.get())) {
          throw queues.lost().explain(ref, queue.get().incarnation(), unanswered);
        }
      }
    }
  }
}
