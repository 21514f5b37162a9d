package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which queues there are. A queue may name a dead-letter queue, which exists for as long as it is
/// named: [#create], [#update] and [#delete] refuse what would break that. Several processes may
/// share a catalog.
public interface QueueCatalog {
  /// Makes an empty queue, or answers the queue that has its name. Its first sequence will be 1, or
  /// the one behind the last of a queue of that name that was removed within
  /// [io.edgemq.domain.Former#KEPT].
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  CreateResult create(TenantId tenant, Queue queue);

  /// The queue, if there is one. Answers from memory: it is asked on every send.
  ///
  /// @throws StoreException when the queue is not in memory and the store cannot answer
  Optional<Queue> find(QueueRef queue);

  /// How many copies of the queue there are now, which may be fewer than its placement asks for;
  /// empty when there is no such queue. A store that keeps one copy of everything answers 1.
  ///
  /// @throws StoreException.Damaged when a part of it is gone
  /// @throws StoreException when the store cannot answer
  default Optional<Integer> replicas(QueueRef queue) {
    return find(queue).map(_ -> 1);
  }

  /// The tenant's queues by name; the paging key is the name.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Queue> list(TenantId tenant, Paging paging);

  /// Replaces the configuration if it still is `expected`, atomically, so that nobody's change is
  /// lost. The messages in the queue keep what was decided when they were sent, except for
  /// retention. The type of a queue never changes.
  ///
  /// @throws IllegalArgumentException when the two configurations differ in the type
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  UpdateResult update(QueueRef queue, QueueConfig expected, QueueConfig config);

  /// Removes a queue and its messages.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  DeleteResult delete(QueueRef queue);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// What came of [#delete].
  sealed interface DeleteResult {}

  /// The queue was made as asked.
  record Created() implements CreateResult {}

  /// There is a queue of that name already; nothing was changed.
  record Exists(Queue queue) implements CreateResult {}

  /// The queue was changed; this is what it is now.
  record Updated(Queue queue) implements UpdateResult {}

  /// The queue was removed.
  record Deleted() implements DeleteResult {}

  /// Somebody else has changed the queue; nothing was changed now.
  record Changed(Queue current) implements UpdateResult {}

  /// Something in the store that is not EdgeMQ's has what the queue needs; nothing was changed. A
  /// store that belongs to EdgeMQ alone never answers this.
  ///
  /// @param words the store's own, for an operator
  record Taken(String words) implements CreateResult {}

  /// The store cannot place the queue as it asks; nothing was changed. A store with a single copy
  /// never answers this.
  ///
  /// @param asked the placement that it cannot have
  record Unplaceable(Placement asked) implements CreateResult, UpdateResult {}

  /// The dead-letter queue does not exist, or is the queue itself; nothing was changed.
  record NoDeadLetterQueue(QueueName name) implements CreateResult, UpdateResult {}

  /// Another queue sends its dead letters there; nothing was changed.
  record InUse(QueueName by) implements DeleteResult {}

  /// There is no such queue.
  record NoSuchQueue() implements UpdateResult, DeleteResult {}
}
