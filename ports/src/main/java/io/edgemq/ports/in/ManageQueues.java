package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Slice;

/// Makes, describes, changes and removes queues.
public interface ManageQueues {
  /// Makes a queue. One of that name with an equal configuration is answered as it is, with another
  /// one refused.
  Outcome<Creation<Queue>> create(Principal principal, QueueName name, QueueConfig config);

  /// The queue and what it holds.
  Outcome<Description> describe(Principal principal, QueueName name);

  /// The tenant's queues by name.
  Slice<Queue> list(Principal principal, Paging paging);

  /// Gives the queue what `change` makes of its configuration.
  Outcome<Queue> change(Principal principal, QueueName name, ConfigChange<QueueConfig> change);

  /// Removes the queue and its messages.
  Outcome<Unit> delete(Principal principal, QueueName name);

  /// Removes every message that the queue holds now.
  Outcome<Unit> purge(Principal principal, QueueName name);

  /// A queue and what it holds.
  record Description(Queue queue, QueueCounts counts) {}
}
