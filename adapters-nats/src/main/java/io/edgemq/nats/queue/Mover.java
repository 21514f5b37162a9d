package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.nats.catalog.Incarnated;
import java.util.Set;

/// What a queue's desk needs of the moves between queues. Its calls block.
public interface Mover {
  /// Finishes some of the moves out of a queue that nobody is known to carry out any more; what
  /// fails is tried again by whoever finds it later.
  void finish(QueueRef from, Incarnated<Queue> queue);

  /// Those of `sources` whose move is over for sure: their message has left its old queue, so that
  /// nobody will move it again. Where that can not be asked at present, it is not.
  Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources);
}
