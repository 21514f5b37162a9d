package io.edgemq.nats;

import io.edgemq.domain.QueueName;

/// Where a message was before it was moved into its queue.
///
/// @param queue a queue of the same tenant
/// @param incarnation which one of that name
/// @param sequence the message's, there
record Origin(QueueName queue, long incarnation, long sequence) {}
