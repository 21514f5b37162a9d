package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.nats.catalog.Incarnated;
import java.util.Set;

/// What a queue's replica needs to know about moves between queues. Its calls block.
public interface Mover {
  /// Finishes some abandoned moves out of a queue. Whichever adapter finds a failed one later tries
  /// it again.
  void finish(QueueRef from, Incarnated<Queue> queue);

  /// The `sources` whose move is certainly over: the message has left its old queue, so that it is
  /// never moved again. A source whose queue cannot be asked at present is not included.
  Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources);
}
