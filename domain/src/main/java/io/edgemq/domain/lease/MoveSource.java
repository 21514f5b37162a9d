package io.edgemq.domain.lease;

import io.edgemq.domain.QueueName;

/// Where a message was before it was moved into its queue.
///
/// @param queue a queue of the same tenant
/// @param incarnation which queue of that name
/// @param sequence the message's, there
/// @param storedAt when it was stored there, in unix milliseconds: a queue that was restored uses
///     sequences again
public record MoveSource(QueueName queue, long incarnation, long sequence, long storedAt) {}
