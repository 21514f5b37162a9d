package io.edgemq.nats.move;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.nats.queue.Command;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueReplicas;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells which moves between queues are over: the message has left its old queue, so that it is
/// never moved again.
final class MoveStatus {
  private static final System.Logger LOG = System.getLogger(MoveStatus.class.getName());

  private final QueueReplicas queues;

  MoveStatus(QueueReplicas queues) {
    this.queues = queues;
  }

  /// The sources whose move is certainly over; unknown where a queue cannot be asked. Blocks.
  Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources) {
    var over = new HashSet<MoveSource>();
    sources.stream()
        .collect(Collectors.groupingBy(MoveSource::queue))
        .forEach((name, some) -> over.addAll(over(new QueueRef(tenant, name), some)));
    return over;
  }

  private Set<MoveSource> over(QueueRef ref, List<MoveSource> sources) {
    try {
      Optional<Set<MoveSource>> over =
          queues.executeNow(
              ref,
              ReadIndex.ANY,
              queue ->
                  Command.onLedger(
                      proposal -> Optional.of(over(proposal, queue.incarnation(), sources))));
      return over.orElseGet(() -> Set.copyOf(sources)); // a removed queue moves nothing
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "the status of moves is asked for later; queue={0} why={1}",
          ref,
          String.valueOf(failed));
      return Set.of();
    }
  }

  private static Set<MoveSource> over(
      Proposal proposal, long incarnation, List<MoveSource> sources) {
    return sources.stream()
        .filter(
            source ->
                source.incarnation() < incarnation
                    || (source.incarnation() == incarnation
                        && hasLeft(proposal.book(), source.sequence())))
        .collect(Collectors.toSet());
  }

  private static boolean hasLeft(LeaseBook book, long sequence) {
    return book.hasHeardOf(sequence) && book.find(sequence).isEmpty();
  }
}
