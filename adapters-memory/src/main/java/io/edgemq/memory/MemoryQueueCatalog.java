package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.store.Pages;
import java.util.Optional;

final class MemoryQueueCatalog implements QueueCatalog {
  private final MemoryQueues queues;
  private final Guard guard;

  MemoryQueueCatalog(MemoryQueues queues) {
    this.queues = queues;
    this.guard = queues.guard();
  }

  @Override
  public CreateResult create(TenantId tenant, Queue queue) {
    return guard.locked(
        () -> {
          var ref = new QueueRef(tenant, queue.name());
          var existing = queues.find(ref);
          if (existing.isPresent()) {
            return new Exists(existing.get().queue());
          }
          var missing = missingDeadLetterQueue(ref, queue.config());
          if (missing.isPresent()) {
            return new NoDeadLetterQueue(missing.get());
          }
          queues.add(tenant, queue);
          return new Created();
        });
  }

  @Override
  public Optional<Queue> find(QueueRef queue) {
    return guard.locked(() -> queues.find(queue).map(QueueState::queue));
  }

  @Override
  public Slice<Queue> list(TenantId tenant, Paging paging) {
    return guard.locked(() -> Pages.of(queues.ofTenant(tenant), paging, QueueState::queue));
  }

  @Override
  public UpdateResult update(QueueRef ref, QueueConfig expected, QueueConfig config) {
    if (expected.type() != config.type()) {
      throw new IllegalArgumentException("the type of a queue never changes");
    }
    return guard.locked(
        () -> {
          var found = queues.find(ref);
          if (found.isEmpty()) {
            return new NoSuchQueue();
          }
          var state = found.get();
          if (!state.config().equals(expected)) {
            return new Changed(state.queue());
          }
          var missing = missingDeadLetterQueue(ref, config);
          if (missing.isPresent()) {
            return new NoDeadLetterQueue(missing.get());
          }
          state.configure(config);
          return new Updated(state.queue());
        });
  }

  @Override
  public DeleteResult delete(QueueRef ref) {
    return guard.locked(
        () -> {
          if (queues.find(ref).isEmpty()) {
            return new NoSuchQueue();
          }
          var user =
              queues.ofTenant(ref.tenant()).values().stream()
                  .map(QueueState::queue)
                  .filter(queue -> sendsDeadLettersTo(queue, ref.name()))
                  .findFirst();
          if (user.isPresent()) {
            return new InUse(user.get().name());
          }
          queues.remove(ref);
          return new Deleted();
        });
  }

  private static boolean sendsDeadLettersTo(Queue queue, QueueName name) {
    var policy = queue.config().deadLetter();
    return policy != null && policy.queue().equals(name);
  }

  private Optional<QueueName> missingDeadLetterQueue(QueueRef ref, QueueConfig config) {
    var policy = config.deadLetter();
    if (policy == null) {
      return Optional.empty();
    }
    var target = policy.queue();
    boolean there =
        !target.equals(ref.name()) && queues.ofTenant(ref.tenant()).containsKey(target.value());
    return there ? Optional.empty() : Optional.of(target);
  }
}
