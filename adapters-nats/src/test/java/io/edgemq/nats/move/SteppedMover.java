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

/// An adapter that moves messages of one queue, and can be stopped between its steps. Its clock
/// stands still with it.
final class SteppedMover implements AutoCloseable {
  private final QueueRef from;
  private final Cluster cluster;
  private final ReplicatedTable<CatalogRow> table;
  private final ManagedResources<QueueRef, Queue> directory;
  private final QueueReplicas queues;
  private final MoveExecutor moving;
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
    this.moving = new MoveExecutor(queues);
    this.queue = queues.locate(from).orElseThrow();
  }

  /// Decides that a message moves.
  List<Moves> decide(long sequence, Move move) {
    var targets = moving.targets(from.tenant());
    Optional<List<Moves>> decided =
        queues.visitNow(
            from,
            queues.readIndex(from),
            _ ->
                proposal -> {
                  var message = proposal.book().find(sequence).orElseThrow();
                  return Optional.of(List.of(targets.move(proposal, message, move)));
                });
    return decided.orElseThrow();
  }

  /// Carries out and concludes what was decided.
  void carryOut(List<Moves> moves) {
    moving.carryOut(from, queue, moves);
  }

  /// Whether it has heard that there is such a queue, and not that it was removed.
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
