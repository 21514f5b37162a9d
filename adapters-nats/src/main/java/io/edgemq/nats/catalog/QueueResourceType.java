package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.table.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Queues as resources of the catalog.
public final class QueueResourceType implements ResourceType<QueueRef, Queue> {
  private final ResourceStreams streams;

  public QueueResourceType(ResourceStreams streams) {
    this.streams = streams;
  }

  @Override
  public String key(QueueRef ref) {
    return CatalogRow.key(ref);
  }

  @Override
  public CatalogRow row(Resource<Queue> resource) {
    return new CatalogRow.OfQueue(resource);
  }

  @Override
  public Resource<Queue> resource(CatalogRow row) {
    return ((CatalogRow.OfQueue) row).queue();
  }

  @Override
  public List<String> belongings(View<CatalogRow> view, QueueRef ref) {
    return List.of();
  }

  @Override
  public StreamPlacement.Result make(QueueRef ref, Incarnated<Queue> existing, long last) {
    return streams.createQueue(ref, existing, last);
  }

  @Override
  public List<String> streams(QueueRef ref, long incarnation) {
    return List.of(StreamNames.queue(ref, incarnation), StreamNames.ledger(ref, incarnation));
  }

  @Override
  public List<String> missing(QueueRef ref, long incarnation) {
    return streams.missing(streams(ref, incarnation));
  }

  @Override
  public int replicas(QueueRef ref, long incarnation) {
    return streams.replicas(streams(ref, incarnation));
  }

  @Override
  public StreamPlacement.Result remake(QueueRef ref, Incarnated<Queue> existing, long first) {
    return streams.remakeQueue(ref, existing, first);
  }

  @Override
  public StreamPlacement.Result limit(QueueRef ref, Incarnated<Queue> existing) {
    return streams.updateQueue(ref, existing);
  }

  @Override
  public Optional<Former> end(QueueRef ref, long incarnation) {
    return streams.endQueue(ref, incarnation);
  }

  @Override
  public void remove(QueueRef ref, long incarnation) {
    streams.deleteQueue(ref, incarnation);
  }

  @Override
  public Queue widest(Queue before, Queue after) {
    var config = after.config();
    var widest =
        new QueueConfig(
            config.type(),
            config.visibilityTimeout(),
            longer(before.config().retention(), config.retention()),
            config.delay(),
            config.maxMessageBytes(),
            longer(before.config().dedupWindow(), config.dedupWindow()),
            config.deadLetter(),
            config.placement());
    return new Queue(after.name(), widest, after.createdAt());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
