package io.edgemq.nats.catalog;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.nats.catalog.ManagedResources.Against;
import io.edgemq.nats.catalog.ManagedResources.Done;
import io.edgemq.nats.catalog.ManagedResources.Missing;
import io.edgemq.nats.catalog.ManagedResources.Nowhere;
import io.edgemq.nats.catalog.ManagedResources.Objection;
import io.edgemq.nats.catalog.ManagedResources.There;
import io.edgemq.ports.out.QueueCatalog;
import java.util.Optional;

/// [QueueCatalog] in rows of the catalog's bucket.
public final class NatsQueueCatalog implements QueueCatalog {
  private final ReplicatedTable<CatalogRow> table;
  private final ManagedResources<QueueRef, Queue> queues;

  public NatsQueueCatalog(
      ReplicatedTable<CatalogRow> table, ManagedResources<QueueRef, Queue> queues) {
    this.table = table;
    this.queues = queues;
  }

  @Override
  public CreateResult create(TenantId tenant, Queue queue) {
    var ref = new QueueRef(tenant, queue.name());
    return switch (queues.create(ref, queue, deadLettersNeed(ref, queue.config()))) {
      case Done<Queue> _ -> new Created();
      case There<Queue>(var there) -> existing(ref, there, queue);
      case ManagedResources.Taken<Queue>(var words) -> new Taken(words);
      case Against<Queue>(var missing) -> new NoDeadLetterQueue(missing);
      case Nowhere<Queue> _ -> new Unplaceable(queue.config().placement());
      case Missing<Queue> _ -> throw new IllegalStateException("created, and missing: " + ref);
    };
  }

  /// Who asks for a queue as it is gets it whole: streams that it has lost are made anew.
  private CreateResult existing(QueueRef ref, Queue there, Queue asked) {
    if (there.config().equals(asked.config())) {
      var unused = queues.repairs().mend(ref);
    }
    return new Exists(there);
  }

  @Override
  public Optional<Integer> replicas(QueueRef queue) {
    return queues.repairs().replicas(queue);
  }

  @Override
  public Optional<Queue> find(QueueRef queue) {
    return queues.locate(queue).map(Incarnated::value);
  }

  @Override
  public Slice<Queue> list(TenantId tenant, Paging paging) {
    return RowPages.under(
        table.view(), CatalogRow.queues(tenant), paging, NatsQueueCatalog::visible);
  }

  private static Optional<Queue> visible(Row<CatalogRow> row) {
    return row.readable() instanceof CatalogRow.OfQueue(var queue) && queue.isReady()
        ? Optional.of(queue.value())
        : Optional.empty();
  }

  @Override
  public UpdateResult update(QueueRef ref, QueueConfig expected, QueueConfig config) {
    if (expected.type() != config.type()) {
      throw new IllegalArgumentException("the type of a queue never changes");
    }
    var change =
        new ResourceUpdates.Change<Queue>(
            queue -> queue.config().equals(expected),
            queue -> new Queue(queue.name(), config, queue.createdAt()));
    return switch (queues.updating().update(ref, change, deadLettersNeed(ref, config))) {
      case Done<Queue>(var queue) -> new Updated(queue);
      case There<Queue>(var current) -> new Changed(current);
      case Missing<Queue> _ -> new NoSuchQueue();
      case Against<Queue>(var missing) -> new NoDeadLetterQueue(missing);
      case Nowhere<Queue> _ -> new Unplaceable(config.placement());
      case ManagedResources.Taken<Queue> _ ->
          throw new IllegalStateException("a change takes no subjects: " + ref);
    };
  }

  @Override
  public DeleteResult delete(QueueRef ref) {
    return switch (queues.delete(ref, view -> userOf(view, ref))) {
      case Done<Queue> _ -> new Deleted();
      case Missing<Queue> _ -> new NoSuchQueue();
      case Against<Queue>(var user) -> new InUse(user);
      case There<Queue> _, Nowhere<Queue> _, ManagedResources.Taken<Queue> _ ->
          throw new IllegalStateException("neither removed nor missing: " + ref);
    };
  }

  private static Objection deadLettersNeed(QueueRef ref, QueueConfig config) {
    return view -> {
      var policy = config.deadLetter();
      if (policy == null) {
        return Optional.empty();
      }
      var target = policy.queue();
      boolean there =
          !target.equals(ref.name())
              && view.get(CatalogRow.key(new QueueRef(ref.tenant(), target)))
                  .flatMap(NatsQueueCatalog::visible)
                  .isPresent();
      return there ? Optional.empty() : Optional.of(target);
    };
  }

  private static Optional<QueueName> userOf(View<CatalogRow> view, QueueRef ref) {
    return view.under(CatalogRow.queues(ref.tenant())).values().stream()
        .flatMap(row -> visible(row).stream())
        .filter(queue -> sendsDeadLettersTo(queue, ref.name()))
        .map(Queue::name)
        .findFirst();
  }

  private static boolean sendsDeadLettersTo(Queue queue, QueueName name) {
    var policy = queue.config().deadLetter();
    return policy != null && policy.queue().equals(name);
  }
}
