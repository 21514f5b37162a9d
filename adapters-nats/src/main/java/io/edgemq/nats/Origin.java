package io.edgemq.nats;

import io.edgemq.domain.QueueName;

/// Where a message was before it was moved into its queue.
///
/// @param queue a queue of the same tenant
/// @param incarnation which one of that name
/// @param sequence the message's, there
/// @param storedAt when it was stored there, in milliseconds: a queue that was restored gives
///     sequences again
record Origin(QueueName queue, long incarnation, long sequence, long storedAt) {}
