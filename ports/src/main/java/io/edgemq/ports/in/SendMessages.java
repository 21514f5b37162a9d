package io.edgemq.ports.in;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Stored;
import java.util.List;

/// Puts messages into queues, durably. A message without a delay gets the queue's; one without a
/// dedup key is stored in any case, except that in a FIFO queue its group and content stand in for
/// the key.
public interface SendMessages {
  /// Sends one message.
  Outcome<Stored> send(Principal principal, QueueName queue, NewQueueMessage message);

  /// Sends the acceptable ones of `messages` together. Answers one outcome per message, in order; a
  /// refused one does not keep the others from being stored.
  Outcome<List<Outcome<Stored>>> sendBatch(
      Principal principal, QueueName queue, List<NewQueueMessage> messages);
}
