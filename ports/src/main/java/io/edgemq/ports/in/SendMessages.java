package io.edgemq.ports.in;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Stored;
import java.util.List;

/// Puts messages into queues, durably. A message without a delay gets the queue's. A message
/// without a dedup key is stored in any case; in a FIFO queue its group and content stand in for
/// the key.
public interface SendMessages {
  /// Sends one message. It is asked for only once the caller may send to the queue; what asking for
  /// it throws is passed on.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full; after a
  ///     timeout the message may be stored
  Outcome<Stored> send(Principal principal, QueueName queue, Sent<NewQueueMessage> message);

  /// As the other, of a message that is at hand.
  default Outcome<Stored> send(Principal principal, QueueName queue, NewQueueMessage message) {
    return send(principal, queue, () -> message);
  }

  /// Sends the acceptable ones of `messages` together. Answers one outcome per message, in order; a
  /// refused one does not keep the others from being stored.
  ///
  /// @throws io.edgemq.domain.StoreException as [#send] does, for all messages together
  Outcome<List<Outcome<Stored>>> sendBatch(
      Principal principal, QueueName queue, Sent<List<NewQueueMessage>> messages);

  /// As the other, of messages that are at hand.
  default Outcome<List<Outcome<Stored>>> sendBatch(
      Principal principal, QueueName queue, List<NewQueueMessage> messages) {
    return sendBatch(principal, queue, () -> messages);
  }
}
