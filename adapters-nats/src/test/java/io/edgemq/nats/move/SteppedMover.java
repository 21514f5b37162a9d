package io.edgemq.nats.move;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.NatsStore;
import io.edgemq.nats.catalog.CatalogFormat;
import io.edgemq.nats.catalog.CatalogRow;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ManagedResources;
import io.edgemq.nats.catalog.QueueResourceType;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.queue.QueueReplica;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.testkit.TestTime;
import java.util.List;
import java.util.Optional;

/// An adapter that moves messages of one queue and can be stopped between its steps. Its clock then
/// stands still, too.
final class SteppedMover implements AutoCloseable {
  private final QueueRef from;
  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> table;
  private final ManagedResources<QueueRef, Queue> directory;
  private final QueueReplicas queues;
  private final MoveExecutor mover;
  private final Incarnated<Queue> queue;

  SteppedMover(NatsConfig config, QueueRef from) {
    this.from = from;
    this.cluster = Cluster.connect(config);
    this.table = ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat());
    this.directory =
        new ManagedResources<>(table, new QueueResourceType(new ResourceStreams(cluster)), cluster);
    this.queues =
        new QueueReplicas(
            new QueueReplica.Parts(cluster, new TestTime(), directory),
            new RecentKeys(10),
            MoveExecutor::new);
    this.mover = new MoveExecutor(queues);
    this.queue = queues.locate(from).orElseThrow();
  }

  /// Decides to move a message.
  List<Moves> decide(long sequence, Move move) {
    var targets = mover.targets(from.tenant());
    Optional<List<Moves>> decided =
        queues.executeNow(
            from,
            queues.readIndex(from),
            _ ->
                proposal -> {
                  var message = proposal.book().find(sequence).orElseThrow();
                  return Optional.of(List.of(targets.move(proposal, message, move)));
                });
    return decided.orElseThrow();
  }

  /// Carries out and concludes the decided moves.
  void carryOut(List<Moves> moves) {
    mover.carryOut(from, queue, moves);
  }

  /// Whether the adapter knows that the queue exists, and not that it was removed.
  boolean knows(QueueRef ref) {
    return queues.locate(ref).isPresent();
  }

  @Override
  public void close() {
    queues.close();
    table.close();
    cluster.close();
  }
}
