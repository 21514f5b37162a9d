package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Stored;
import java.util.List;

/// Puts messages into queues, durably.
public interface SendMessages {
  /// Sends one message.
  Outcome<Stored> send(Principal principal, QueueName queue, OutgoingMessage message);

  /// Sends those of `messages` that can be sent, together; one outcome each, in order.
  Outcome<List<Outcome<Stored>>> sendBatch(
      Principal principal, QueueName queue, List<OutgoingMessage> messages);
}
