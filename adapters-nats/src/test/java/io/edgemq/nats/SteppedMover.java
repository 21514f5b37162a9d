package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.testkit.TestTime;
import java.util.List;
import java.util.Optional;

/// An adapter that moves messages of one queue, and can be stopped between its steps. Its clock
/// stands still with it.
final class SteppedMover implements AutoCloseable {
  private final QueueRef from;
  private final Cluster cluster;
  private final Table<CatalogRow> table;
  private final Resources<QueueRef, Queue> directory;
  private final NatsQueues queues;
  private final Moving moving;
  private final Existing<Queue> queue;

  SteppedMover(NatsConfig config, QueueRef from) {
    this.from = from;
    this.cluster = Cluster.connect(config);
    this.table = Table.open(cluster, NatsStore.CATALOG, new CatalogFormat());
    this.directory = new Resources<>(table, new QueueKind(new Streams(cluster)), cluster);
    this.queues =
        new NatsQueues(new Desk.Parts(cluster, new TestTime(), directory), new RecentKeys(10), Moving::new);
    this.moving = new Moving(queues);
    this.queue = queues.locate(from).orElseThrow();
  }

  /// Decides that a message moves.
  List<Moves> decide(long sequence, Move move) {
    var targets = moving.targets(from.tenant());
    Optional<List<Moves>> decided =
        queues.visitNow(
            from,
            queues.horizon(from),
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
