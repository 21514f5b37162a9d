package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import java.util.Optional;

/// Which queues there are. A dead-letter queue that a queue names exists for as long as it is
/// named: [#create], [#update] and [#delete] refuse whatever would break that. Several processes
/// may share a catalog.
public interface QueueCatalog {
  /// Makes a queue, empty, its sequence beginning at 1; or answers the one of that name.
  CreateResult create(TenantId tenant, Queue queue);

  /// The queue, if there is one. Answers from memory: it is asked on every send.
  Optional<Queue> find(QueueRef queue);

  /// The tenant's queues by name; the paging key is the name.
  Slice<Queue> list(TenantId tenant, Paging paging);

  /// Replaces the configuration if it still is `expected`, atomically, so that nobody's change is
  /// lost. Messages that are there keep what was decided when they were sent, except for retention.
  /// The type of a queue never changes: throws [IllegalArgumentException] when the two differ in
  /// it.
  UpdateResult update(QueueRef queue, QueueConfig expected, QueueConfig config);

  /// Removes a queue and its messages.
  DeleteResult delete(QueueRef queue);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// What came of [#delete].
  sealed interface DeleteResult {}

  /// It was made as asked.
  record Created() implements CreateResult {}

  /// There was one of that name already; nothing was changed.
  record Exists(Queue queue) implements CreateResult {}

  /// It was changed; this is what it is now.
  record Updated(Queue queue) implements UpdateResult {}

  /// It was removed.
  record Deleted() implements DeleteResult {}

  /// It was changed since it was as expected; nothing was changed now.
  record Changed(Queue current) implements UpdateResult {}

  /// The store has no place for it as its placement asks; nothing was changed. A store with a
  /// single copy never answers this.
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
