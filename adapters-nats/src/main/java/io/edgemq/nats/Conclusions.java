package io.edgemq.nats;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.nats.Ticket.Horizon;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Knows of moves between queues whether they are over: the message has left its old queue, so that
/// nobody will move it again.
final class Conclusions {
  private static final System.Logger LOG = System.getLogger(Conclusions.class.getName());

  private final NatsQueues queues;

  Conclusions(NatsQueues queues) {
    this.queues = queues;
  }

  /// Those whose move is over for sure; where a queue can not be asked, that is not known. Blocks.
  Set<Origin> over(TenantId tenant, Set<Origin> origins) {
    var over = new HashSet<Origin>();
    origins.stream()
        .collect(Collectors.groupingBy(Origin::queue))
        .forEach((name, some) -> over.addAll(over(new QueueRef(tenant, name), some)));
    return over;
  }

  private Set<Origin> over(QueueRef ref, List<Origin> origins) {
    try {
      Optional<Set<Origin>> over =
          queues.visitNow(
              ref,
              Horizon.ANY,
              queue -> plan -> Optional.of(over(plan, queue.incarnation(), origins)));
      return over.orElseGet(() -> Set.copyOf(origins)); // a queue that is no more moves nothing
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "whether moves are over is asked later; queue={0} why={1}",
          ref,
          String.valueOf(failed));
      return Set.of();
    }
  }

  private static Set<Origin> over(Plan plan, long incarnation, List<Origin> origins) {
    return origins.stream()
        .filter(
            origin ->
                origin.incarnation() < incarnation
                    || (origin.incarnation() == incarnation
                        && hasLeft(plan.book(), origin.sequence())))
        .collect(Collectors.toSet());
  }

  private static boolean hasLeft(LeaseBook book, long sequence) {
    return book.hasHeardOf(sequence) && book.find(sequence).isEmpty();
  }
}
