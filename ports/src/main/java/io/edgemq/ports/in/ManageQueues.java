package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Slice;

/// Creates, describes, changes and deletes queues.
public interface ManageQueues {
  /// Whether the caller may create any queue: asked before anybody looks at which one.
  Outcome<Unit> mayCreate(Principal principal);

  /// Creates a queue, configured as `choice` makes it of the standard configuration
  /// ([QueueConfig#standard]), which takes messages as large as the tenant may send. When a queue
  /// of that name exists, it is answered if its configuration is equal, else the call is refused.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Queue>> create(
      Principal principal, QueueName name, ConfigChange<QueueConfig> choice);

  /// The queue and what it holds.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Description> describe(Principal principal, QueueName name);

  /// The tenant's queues by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Slice<Queue>> list(Principal principal, Paging paging);

  /// Gives the queue the configuration that `change` makes of its current one.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Queue> change(Principal principal, QueueName name, ConfigChange<QueueConfig> change);

  /// Deletes the queue and its messages.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal principal, QueueName name);

  /// Removes every message that the queue holds now.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> purge(Principal principal, QueueName name);

  /// A queue and what it holds.
  ///
  /// @param replicas how many copies there are now
  record Description(Queue queue, QueueCounts counts, int replicas) {}
}
